/** Durable replies on their way to surfaces. */
@NullMarked
package dev.postern.pipeline.internal.outbox;

import org.jspecify.annotations.NullMarked;
