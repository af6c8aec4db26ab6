// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.time.Duration;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.core.identity.Principal;
import dev.postern.core.json.RecordMapper;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import dev.postern.protocol.Request;
import dev.postern.store.internal.TestStore;

/** Requests with idempotency keys, held to them as the gateway does. */
public final class KeyedRequests {
    private final RecordMapper mapper = new StrictJson().newMapper();
    private final Failures failures = new Failures();
    private final Idempotency keys;

    /** Whose outcomes are kept there. */
    public KeyedRequests(TestStore kept) {
        keys = new Idempotency(kept.store(), kept.rows(), text -> Sha256.hex("a key" + text));
    }

    /** Asks a method, as its wire name. */
    public <P extends Record, R extends Record> R ask(Method<P, R> method, Class<R> result, Principal who, String key,
            P params) throws Exception {
        var request = new Request("1", method.getClass().getSimpleName(), mapper.write(params), Optional.of(key),
                Optional.empty());
        var outcome = keys.once(who, request, mapper, claim -> call(method, params, new Asked(who, claim)));
        if (outcome.error().isPresent()) {
            var error = outcome.error().get();
            throw new WireException(error.code(), error.message(), error.details(), error.retryable(),
                    error.retryAfterMs().map(Duration::ofMillis).orElse(null));
        }
        return mapper.read(outcome.result().orElse(JsonObject.EMPTY), result);
    }

    private <P extends Record, R extends Record> Outcome call(Method<P, R> method, P params, MethodContext context) {
        try {
            return Outcome.of(mapper.write(method.handle(params, context)));
        } catch (Exception failed) {
            return Outcome.of(failures.of(failed, "test"));
        }
    }

    private record Asked(Principal principal, IdempotencyClaim claim) implements MethodContext {
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
            return Optional.of(claim);
        }
    }
}
