// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Distribution;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a token may is what the catalogue says: with each scope alone, every method. */
@ExtendWith(SharedGateway.class)
class ScopesIT {
    private static final String ANY = "any";
    /** No method has it: a request that gets as far as its params is refused for it. */
    private static final JsonObject SURPRISE = JsonObject.of("surprise", "x");

    @Test
    void eachScopeOpensItsMethodsAndNoOthers(Gateway gateway) throws Exception {
        var scopes = scopes();
        var all = new TreeSet<>(scopes.values());
        all.remove(ANY);
        all.add("nothing:here");
        assertThat(all).hasSizeGreaterThan(10);
        try (var operator = gateway.connect()) {
            for (var scope : all) {
                var token = operator.call("tokens.create", JsonObject.builder().put("name", "only " + scope)
                        .put("scopes", JsonArray.ofStrings(List.of(scope))).build()).text("token").orElseThrow();
                try (var client = WireClient.connect(gateway, token)) {
                    var open = new TreeSet<String>();
                    for (var method : scopes.keySet()) {
                        var code = client.refusal(method, SURPRISE);
                        assertThat(code).as(scope + " " + method).isIn("forbidden", "invalid_params");
                        if (code.equals("invalid_params")) {
                            open.add(method);
                        }
                    }
                    var expected = new TreeSet<>(scopes.keySet());
                    expected.removeIf(method -> !List.of(scope, ANY).contains(scopes.get(method)));
                    assertThat(open).as(scope).isEqualTo(expected);
                    assertThat(client.hello().array("methods").orElseThrow().strings()).as(scope)
                            .containsExactlyElementsOf(expected);
                }
            }
        }
    }

    /** The scope of each method, by the catalogue. */
    private static Map<String, String> scopes() throws Exception {
        var catalogue = (JsonObject) new StrictJson()
                .parse(Files.readString(Distribution.root().resolve("schemas/catalogue.json")));
        var scopes = new TreeMap<String, String>();
        for (var each : catalogue.array("methods").orElseThrow().values()) {
            var method = (JsonObject) each;
            scopes.put(method.text("method").orElseThrow(), method.text("scope").orElseThrow());
        }
        return scopes;
    }
}
