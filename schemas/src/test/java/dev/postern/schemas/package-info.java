@NullMarked
package dev.postern.schemas;

import org.jspecify.annotations.NullMarked;
