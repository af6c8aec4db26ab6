/** One connection: its frames, its limits, and what goes out to it. */
@NullMarked
package dev.postern.gateway.internal.connection;

import org.jspecify.annotations.NullMarked;
