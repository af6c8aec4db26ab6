/** Coverage-guided fuzzing of what arrives from outside, in bounded runs. */
@NullMarked
package dev.postern.itests.fuzz;

import org.jspecify.annotations.NullMarked;
