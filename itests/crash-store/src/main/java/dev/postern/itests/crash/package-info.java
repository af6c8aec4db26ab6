/** Ends the process as a power cut would, at a commit that the environment names. */
@NullMarked
package dev.postern.itests.crash;

import org.jspecify.annotations.NullMarked;
