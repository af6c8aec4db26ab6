/** What a marketplace says of its plugins, and by what that is believed. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.marketplace;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
