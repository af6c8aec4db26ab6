/** What a plugin says about itself in its manifest. */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.api.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
