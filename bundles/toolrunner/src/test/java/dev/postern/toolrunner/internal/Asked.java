// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import dev.postern.core.identity.Principal;
import dev.postern.core.store.Write;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;
import dev.postern.json.StrictJson;

/** Somebody who asks, perhaps under an idempotency key. */
record Asked(Principal principal, Optional<IdempotencyClaim> idempotency) implements MethodContext {
    static Asked by(Principal principal) {
        return new Asked(principal, Optional.empty());
    }

    static Asked as(String id, String... scopes) {
        return by(new Principal(Principal.Kind.CLIENT, id, "default", Set.of(scopes), Principal.Trust.OPERATOR));
    }

    /** The fixture's client; what it is answered is stored under the key. */
    static Asked with(String key) {
        return new Asked(Fixture.CLIENT, Optional.of(new Claim(key)));
    }

    @Override
    public String connection() {
        return "conn_1";
    }

    @Override
    public Optional<String> traceparent() {
        return Optional.empty();
    }

    private record Claim(String key) implements IdempotencyClaim {
        @Override
        public Write outcome(Record result) {
            return new Write.PutOutcome(
                    new Write.StoredOutcome("default", Fixture.CLIENT.id(), "tools.invoke", key, "d",
                            new StrictJson().write(result), Instant.parse("2026-11-22T10:00:00Z")));
        }

        @Override
        public Optional<String> id() {
            return Optional.of(key);
        }
    }
}
