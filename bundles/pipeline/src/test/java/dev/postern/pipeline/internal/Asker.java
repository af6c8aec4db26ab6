// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.util.Optional;

import dev.postern.core.identity.Principal;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;

/** Somebody who asks, without an idempotency key. */
record Asker(Principal principal) implements MethodContext {
    @Override
    public String connection() {
        return "n_1";
    }

    @Override
    public Optional<String> traceparent() {
        return Optional.empty();
    }

    @Override
    public Optional<IdempotencyClaim> idempotency() {
        return Optional.empty();
    }
}
