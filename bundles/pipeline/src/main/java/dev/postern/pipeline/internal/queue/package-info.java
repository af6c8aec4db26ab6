/** The per-session queues: bounds, rates, one turn at a time. */
@NullMarked
package dev.postern.pipeline.internal.queue;

import org.jspecify.annotations.NullMarked;
