// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.util.Optional;
import java.util.Set;

import dev.postern.core.identity.Principal;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;

/** Who asks. */
record Asker(Principal principal) implements MethodContext {
    static final Asker OPERATOR = new Asker(
            new Principal(Principal.Kind.CLIENT, "op", "default", Set.of("*"), Principal.Trust.OPERATOR));

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
