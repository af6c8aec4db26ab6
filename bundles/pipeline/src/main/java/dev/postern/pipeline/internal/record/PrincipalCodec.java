// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.util.Locale;
import java.util.Set;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.identity.Principal;

/** Principals as records have them: a turn acts with the rights it was accepted with. */
final class PrincipalCodec {
    private PrincipalCodec() {}

    static JsonObject write(Principal principal) {
        return JsonObject.builder()
                .put("kind", principal.kind().name().toLowerCase(Locale.ROOT))
                .put("id", principal.id())
                .put("scopes", JsonArray.ofStrings(principal.scopes().stream().sorted().toList()))
                .put("trust", principal.trust().name().toLowerCase(Locale.ROOT))
                .build();
    }

    static Principal read(String tenant, JsonObject principal) {
        return new Principal(
                Principal.Kind.valueOf(principal.text("kind").orElseThrow().toUpperCase(Locale.ROOT)),
                principal.text("id").orElseThrow(),
                tenant,
                Set.copyOf(principal.array("scopes").orElseThrow().strings()),
                Principal.Trust.valueOf(principal.text("trust").orElseThrow().toUpperCase(Locale.ROOT)));
    }
}
