/**
 * The process around the framework: one home folder, one lock, one framework, an orderly end.
 * The only code that runs outside a bundle; it writes to the terminal because nothing else is up yet.
 */
@NullMarked
package dev.postern.launcher;

import org.jspecify.annotations.NullMarked;
