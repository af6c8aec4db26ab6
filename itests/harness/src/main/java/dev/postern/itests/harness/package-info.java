/** Runs what ships, as users run it, and looks at it from outside. */
@NullMarked
package dev.postern.itests.harness;

import org.jspecify.annotations.NullMarked;
