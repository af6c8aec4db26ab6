/** Panels: what a plugin adds to the operator's pages in the browser. */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.api.panel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
