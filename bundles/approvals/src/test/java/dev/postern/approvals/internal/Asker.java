// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.util.Optional;
import java.util.Set;

import dev.postern.core.identity.Principal;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;

/** Who asks, on which connection. */
record Asker(Principal principal, String connection) implements MethodContext {
    static final Asker OPERATOR = of("op", "default", "*");
    static final Asker OTHER = of("op_2", "default", "*");

    static Asker of(String id, String tenant, String... scopes) {
        return new Asker(new Principal(Principal.Kind.CLIENT, id, tenant, Set.of(scopes), Principal.Trust.TRUSTED),
                "n_" + id);
    }

    Asker over(String other) {
        return new Asker(principal, other);
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
