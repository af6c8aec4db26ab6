/** From the journal to subscribers, each at its own pace. */
@NullMarked
package dev.postern.gateway.internal.events;

import org.jspecify.annotations.NullMarked;
