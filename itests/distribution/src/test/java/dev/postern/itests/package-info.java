/** What ships, seen from outside. */
@NullMarked
package dev.postern.itests;

import org.jspecify.annotations.NullMarked;
