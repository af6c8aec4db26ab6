/** The wire, version 1: its frames, how they are read and written, and the numbers that both sides go by. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.protocol;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
