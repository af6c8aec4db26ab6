/** Digests. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.hash;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
