/** What the journal holds of a turn, written and read. */
@NullMarked
package dev.postern.pipeline.internal.record;

import org.jspecify.annotations.NullMarked;
