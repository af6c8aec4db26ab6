/** The six stages as they ship, and the places that hold whichever serves. */
@NullMarked
package dev.postern.pipeline.internal.stage;

import org.jspecify.annotations.NullMarked;
