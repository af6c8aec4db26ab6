/** The engine: accepts messages, runs their turns once, and goes on with them after a start. */
@NullMarked
package dev.postern.pipeline.internal;

import org.jspecify.annotations.NullMarked;
