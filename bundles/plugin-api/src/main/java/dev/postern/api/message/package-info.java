/** Messages between people and the gateway, and where their content came from. */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.api.message;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
