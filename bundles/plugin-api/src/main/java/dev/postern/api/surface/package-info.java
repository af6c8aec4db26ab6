/** Surfaces: adapters that bring messages in and carry replies out. */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.api.surface;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
