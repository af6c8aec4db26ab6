/** Subscribers to what happened. */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.api.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
