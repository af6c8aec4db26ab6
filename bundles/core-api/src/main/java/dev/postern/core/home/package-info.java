/** Where everything lies on disk. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.home;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
