/** Whether the parts of the gateway work. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.health;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
