/** Tests. */
@NullMarked
package dev.postern.adapters.webhook.internal;

import org.jspecify.annotations.NullMarked;
