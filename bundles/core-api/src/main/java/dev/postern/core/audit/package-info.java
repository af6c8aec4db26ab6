/** The chains that cannot be bent: what they hold, and how a break is found. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.audit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
