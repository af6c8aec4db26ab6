/** What a part of the gateway does so that others can be exchanged while it works. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.exchange;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
