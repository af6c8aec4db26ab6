/** The Felix Web Console, entered with an operator token. */
@NullMarked
package dev.postern.console.internal;

import org.jspecify.annotations.NullMarked;
