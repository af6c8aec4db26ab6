// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.identity.Principal;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.session.Session;
import dev.postern.core.tool.CallRequest;

/**
 * Requests of calls outside any turn, kept while they wait: nobody else knows any more what was asked for. They hold
 * secrets, so they are kept under seal.
 */
final class DirectRequests {
    private static final String SEALED = "sealed";

    private final Json json;
    private final Seal seal;

    DirectRequests(Json json, KeyedDigest digest) {
        this.json = json;
        this.seal = new Seal(digest, "direct requests");
    }

    /** All of it, secrets too: to be dropped once it is not needed any more. */
    JsonObject write(CallRequest request) {
        var who = request.principal();
        var kept = json.write(new Kept(request.tool(), request.versions(), request.input(), request.origin(),
                request.dryRun(), request.traceparent(), new Caller(who.kind(), who.id(),
                        who.scopes().stream().sorted().toList(), who.trust())));
        return JsonObject.of(SEALED, seal.close(request.call(), kept.toString()));
    }

    /**
     * The request that was kept.
     *
     * @param session as it is now
     * @throws IllegalStateException when it cannot be read
     */
    CallRequest read(String call, JsonObject kept, Session session, CallRequest.Previously previously) {
        try {
            var opened = seal.open(call, kept.text(SEALED).orElse(""));
            var request = json.read((JsonObject) JsonValue.parse(opened), Kept.class);
            var who = request.principal();
            return new CallRequest(call, session, Optional.empty(), 0,
                    new Principal(who.kind(), who.id(), session.tenant(), Set.copyOf(who.scopes()), who.trust()),
                    request.tool(), request.versions(), request.input(), request.origin(), request.dryRun(),
                    request.traceparent(), previously);
        } catch (JsonException | JsonFormatException | GeneralSecurityException damaged) {
            throw new IllegalStateException("what runs the call " + call + " cannot be read", damaged);
        }
    }

    private record Kept(
            String tool,
            String versions,
            JsonObject input,
            Origin origin,
            boolean dryRun,
            Optional<String> traceparent,
            Caller principal) {}

    private record Caller(Principal.Kind kind, String id, List<String> scopes, Principal.Trust trust) {}
}
