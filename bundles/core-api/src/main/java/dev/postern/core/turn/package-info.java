/** Turns, calls and replies on their way, as the store keeps them. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.turn;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
