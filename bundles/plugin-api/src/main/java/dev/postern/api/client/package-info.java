/** Speaking for clients who prove by a token of the gateway who they are: for doors with another wire than its own. */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.api.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
