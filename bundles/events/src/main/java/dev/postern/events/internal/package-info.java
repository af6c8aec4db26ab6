/** Durable records, told to the subscribers that plugins bring. */
@NullMarked
package dev.postern.events.internal;

import org.jspecify.annotations.NullMarked;
