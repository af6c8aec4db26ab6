/** Measures the distribution from outside, as users get it. */
@NullMarked
package dev.postern.bench;

import org.jspecify.annotations.NullMarked;
