/** One turn: its loop, its view, how it is stopped and how it ends. */
@NullMarked
package dev.postern.pipeline.internal.turn;

import org.jspecify.annotations.NullMarked;
