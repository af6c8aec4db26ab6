/** The command line: a client of the wire like any other, made to start fast. */
@NullMarked
package dev.postern.cli;

import org.jspecify.annotations.NullMarked;
