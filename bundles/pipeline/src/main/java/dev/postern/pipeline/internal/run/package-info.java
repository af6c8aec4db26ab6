/** A turn that runs, and how it is told to stop: what its lane and its execution share. */
@NullMarked
package dev.postern.pipeline.internal.run;

import org.jspecify.annotations.NullMarked;
