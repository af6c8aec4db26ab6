@NullMarked
package dev.postern.launcher;

import org.jspecify.annotations.NullMarked;
