@NullMarked
package dev.postern.store.internal;

import org.jspecify.annotations.NullMarked;
