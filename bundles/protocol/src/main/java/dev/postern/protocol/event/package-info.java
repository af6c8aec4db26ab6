/** What events carry, by topic. Servers may add members; these are the ones to count on. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.protocol.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
