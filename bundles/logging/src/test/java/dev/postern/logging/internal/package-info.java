@NullMarked
package dev.postern.logging.internal;

import org.jspecify.annotations.NullMarked;
