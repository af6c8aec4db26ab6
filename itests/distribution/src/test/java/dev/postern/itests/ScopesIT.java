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
import dev.postern.itests.harness.Await;
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

    @Test
    void whatRunsIsWhatTheCatalogueHas(Gateway gateway) throws Exception {
        try (var operator = gateway.connect()) {
            assertThat(operator.hello().array("methods").orElseThrow().strings())
                    .containsExactlyElementsOf(scopes().keySet());
        }
    }

    @Test
    void whoDecidesNeedNotInvokeAndWhoInvokesDoesNotDecide(Gateway gateway) throws Exception {
        var call = JsonObject.builder().put("tool", "files.write")
                .put("input", JsonObject.builder().put("path", "workspace/decided.txt").put("content", "x").build())
                .build();
        try (var operator = gateway.connect();
                var decides = WireClient.connect(gateway, token(operator, "approvals:read", "approvals:decide",
                        "sessions:others"));
                var invokes = WireClient.connect(gateway, token(operator, "tools:invoke", "tools:read"))) {
            var asked = WireClient.error(invokes.request("tools.invoke", call, JsonObject.EMPTY));
            assertThat(asked.text("code")).contains("approval_required");
            var detail = (JsonObject) asked.array("details").orElseThrow().values().getFirst();
            var decision = JsonObject.builder().put("approval", detail.text("approval")).put("decision", "approve")
                    .build();
            assertThat(decides.refusal("tools.invoke", call)).isEqualTo("forbidden");
            assertThat(invokes.refusal("approvals.decide", decision)).isEqualTo("forbidden");
            assertThat(
                    invokes.refusal("approvals.hold", JsonObject.of("approval", detail.text("approval").orElseThrow())))
                    .isEqualTo("forbidden");
            var id = JsonObject.of("call", detail.text("call").orElseThrow());
            assertThat(state(invokes, id)).as("nobody has decided").isEqualTo("waiting_approval");
            decides.call("approvals.decide", decision);
            Await.until("the call ran", () -> state(invokes, id).equals("finished"));
        }
    }

    private static String state(WireClient client, JsonObject call) throws Exception {
        return client.call("calls.get", call).object("call").orElseThrow().text("state").orElseThrow();
    }

    private static String token(WireClient operator, String... scopes) throws Exception {
        return operator.call("tokens.create", JsonObject.builder().put("name", String.join(" ", scopes))
                .put("scopes", JsonArray.ofStrings(List.of(scopes))).build()).text("token").orElseThrow();
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
