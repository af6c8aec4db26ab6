@NullMarked
package dev.postern.protocol;

import org.jspecify.annotations.NullMarked;
