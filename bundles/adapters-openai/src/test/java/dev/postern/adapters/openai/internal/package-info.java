/** Tests of the door. */
@NullMarked
package dev.postern.adapters.openai.internal;

import org.jspecify.annotations.NullMarked;
