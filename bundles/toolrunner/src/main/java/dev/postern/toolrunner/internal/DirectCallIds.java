// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import dev.postern.core.id.Ids;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;

/**
 * Ids of calls outside turns. A request with an idempotency key always gets the same one, so that a repeat after a crash
 * finds what began before it, although no outcome was stored.
 */
final class DirectCallIds {
    private final Ids ids = new Ids();

    String of(MethodContext context) {
        return context.idempotency()
                .flatMap(IdempotencyClaim::id)
                .map(id -> "c_k" + id)
                .orElseGet(() -> ids.next("c"));
    }
}
