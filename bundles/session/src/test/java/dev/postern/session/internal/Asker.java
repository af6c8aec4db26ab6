// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import dev.postern.core.identity.Principal;
import dev.postern.core.json.Json;
import dev.postern.core.store.Write;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;
import dev.postern.json.StrictJson;

/** Somebody who asks. */
record Asker(Principal principal, Optional<IdempotencyClaim> idempotency) implements MethodContext {
    private static final Json JSON = new StrictJson();

    static Asker of(String tenant) {
        return new Asker(new Principal(Principal.Kind.CLIENT, "k_1", tenant, Set.of("*"), Principal.Trust.OPERATOR),
                Optional.empty());
    }

    static Asker modest(String id, String... scopes) {
        return new Asker(
                new Principal(Principal.Kind.CLIENT, id, "default", Set.of(scopes), Principal.Trust.TRUSTED),
                Optional.empty());
    }

    Asker withKey(String key) {
        return new Asker(principal, Optional.of(result -> new Write.PutOutcome(new Write.StoredOutcome(
                principal.tenant(), principal.id(), "test", key, "digest", JSON.write(result), Instant.now()))));
    }

    @Override
    public String connection() {
        return "n_1";
    }

    @Override
    public Optional<String> traceparent() {
        return Optional.empty();
    }
}
