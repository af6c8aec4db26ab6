/** The methods that bundles answer on the wire, and how they fail. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.wire;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
