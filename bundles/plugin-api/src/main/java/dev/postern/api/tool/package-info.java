/** What a tool is, what it declares, and what it may use while it runs. */
@Export
@Version("1.2.0")
@NullMarked
package dev.postern.api.tool;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
