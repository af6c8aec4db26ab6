/** Planners: one stateless step at a time. */
@Export
@Version("1.2.0")
@NullMarked
package dev.postern.api.planner;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
