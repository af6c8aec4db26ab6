/** The methods for messages and turns on the wire. */
@NullMarked
package dev.postern.pipeline.internal.method;

import org.jspecify.annotations.NullMarked;
