/** The adapters of surfaces: opened, closed, and their way in. */
@NullMarked
package dev.postern.pipeline.internal.surface;

import org.jspecify.annotations.NullMarked;
