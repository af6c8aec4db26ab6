/** Stored bytes: attachments and plugin files. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.blob;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
