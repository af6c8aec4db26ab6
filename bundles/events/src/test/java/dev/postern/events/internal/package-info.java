@NullMarked
package dev.postern.events.internal;

import org.jspecify.annotations.NullMarked;
