@NullMarked
package dev.postern.config.internal;

import org.jspecify.annotations.NullMarked;
