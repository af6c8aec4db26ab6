// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.harness.WireNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node that does what it must not hurts its own calls only. */
@ExtendWith(SharedGateway.class)
class HostileNodeIT {
    @Test
    void onlyANodeWithTheScopeRegistersAndSeesNothingElse(Gateway gateway) throws Exception {
        try (var client = gateway.connect();
                var reader = WireNode.connect(gateway, token(client, "tools:read"));
                var node = WireNode.connect(gateway, WireNode.token(client))) {
            var params = WireNode.registration("seeks", WireNode.tool("seeks.a"));
            assertThat(client.refusal("nodes.register", params)).isEqualTo("precondition_failed");
            assertThat(reader.client().refusal("nodes.register", params)).isEqualTo("forbidden");
            assertThat(node.client().refusal("nodes.heartbeat", JsonObject.EMPTY)).isEqualTo("precondition_failed");
            assertThat(node.client().hello().array("methods").orElseThrow().strings())
                    .containsExactly("gateway.info", "gateway.ping", "nodes.configuration", "nodes.drain",
                            "nodes.files", "nodes.heartbeat", "nodes.http", "nodes.program", "nodes.register",
                            "nodes.secret", "nodes.time");
            assertThat(node.client().refusal("tools.list", JsonObject.EMPTY)).isEqualTo("forbidden");
            node.register("seeks", WireNode.tool("seeks.a"));
            assertThat(node.client().refusal("nodes.register", params)).isEqualTo("conflict");
        }
    }

    @Test
    void aNameIsItsFirstOwnersAndADescriptorIsJudged(Gateway gateway) throws Exception {
        try (var client = gateway.connect();
                var one = WireNode.connect(gateway, WireNode.token(client));
                var other = WireNode.connect(gateway, WireNode.token(client))) {
            assertThat(refusals(one.register("owner", WireNode.tool("owned.tool")))).isEqualTo("-");
            assertThat(refusals(other.register("owner",
                    WireNode.tool("owned.tool"),
                    WireNode.tool("time.now"),
                    WireNode.tool("owned.a__b"),
                    WireNode.tool("owned.schema").with("inputSchema", JsonObject.of("type", "nothing")),
                    WireNode.tool("owned.large").with("maxOutputBytes", JsonNumber.of(2_000_000)),
                    WireNode.tool("owned.right"))))
                    .containsSubsequence("belongs to another", "belongs to another", "lower case words", "schema",
                            "max.frame.bytes", "-")
                    .doesNotContain("node.k_");
            client.call("tools.get", JsonObject.of("tool", "owned.right"));
        }
        try (var client = gateway.connect(); var node = WireNode.connect(gateway, WireNode.token(client))) {
            assertThat(node.client().refusal("nodes.register", WireNode.registration("twice",
                    WireNode.tool("twice.a"), WireNode.tool("twice.a")))).isEqualTo("invalid_params");
        }
    }

    @Test
    void nobodyAnswersForAnotherNorTwiceNorLate(Gateway gateway) throws Exception {
        try (var client = gateway.connect();
                var victim = WireNode.connect(gateway, WireNode.token(client));
                var thief = WireNode.connect(gateway, WireNode.token(client))) {
            victim.register("victim", WireNode.tool("victim.tool"));
            thief.register("thief", WireNode.tool("thief.tool"));
            var answer = invoke(client, "victim.tool");
            var asked = victim.next("call.start");
            assertThat(WireNode.param(asked, "tool")).isEqualTo("victim.tool");
            thief.returns(asked, JsonObject.of("stolen", "yes"));
            assertThat(thief.client().nextFrame().toString()).contains("invalid_frame");
            thief.piece(WireNode.param(asked, "run"), "output", "stolen");
            victim.returns(asked, JsonObject.of("mine", "yes"));
            assertThat(WireClient.result(answer.get(60, TimeUnit.SECONDS)).toString()).contains("mine")
                    .doesNotContain("stolen");
            victim.returns(asked, JsonObject.of("mine", "again"));
            assertThat(victim.client().nextFrame().toString()).contains("invalid_frame", "once");

            client.subscribe("tool.*");
            var second = invoke(client, "victim.tool");
            asked = victim.next("call.start");
            client.call("calls.cancel", JsonObject.of("call", WireNode.param(asked, "call")));
            assertThat(code(second)).isEqualTo("cancelled");
            assertThat(WireNode.param(victim.next("call.cancel"), "run")).isEqualTo(WireNode.param(asked, "run"));
            victim.returns(asked, JsonObject.of("mine", "late"));
            assertThat(client.call("calls.get", JsonObject.of("call", WireNode.param(asked, "call"))).toString())
                    .contains("\"state\":\"cancelled\"").doesNotContain("late");
        }
    }

    @Test
    void whatBreaksTheContractIsTheToolsFailure(Gateway gateway) throws Exception {
        try (var client = gateway.connect(); var node = WireNode.connect(gateway, WireNode.token(client))) {
            node.register("breaks", WireNode.tool("breaks.tool").with("maxOutputBytes", JsonNumber.of(1_000)),
                    WireNode.tool("breaks.never").with("timeoutMillis", JsonNumber.of(200)));
            var answer = invoke(client, "breaks.tool");
            node.answer(node.next("call.start"), JsonObject.of("output", "text"));
            assertThat(error(answer)).contains("invalid_answer", "/output");
            answer = invoke(client, "breaks.tool");
            node.answer(node.next("call.start"), JsonObject.EMPTY);
            assertThat(error(answer)).contains("invalid_answer", "neither");
            answer = invoke(client, "breaks.tool");
            node.client().raw("{\"type\":\"response\",\"id\":\"" + node.next("call.start").text("id").orElseThrow()
                    + "\",\"ok\":1}");
            assertThat(error(answer)).contains("invalid_frame");
            answer = invoke(client, "breaks.tool");
            node.returns(node.next("call.start"), JsonObject.of("much", "x".repeat(2_000)));
            assertThat(error(answer)).contains("output_too_large");
            answer = invoke(client, "breaks.never");
            assertThat(code(answer)).isEqualTo("timeout");
            node.next("call.cancel");
            answer = invoke(client, "breaks.tool");
            node.returns(node.next("call.start"), JsonObject.of("well", "again"));
            WireClient.result(answer.get(60, TimeUnit.SECONDS));

            answer = invoke(client, "breaks.tool");
            node.returns(node.next("call.start"), JsonObject.of("much", "x".repeat(1_100_000)));
            assertThat(node.client().closeCode()).isIn(1009, 4413);
            error(answer);
        }
    }

    @Test
    void aSilentNodeIsGone(Gateway gateway) throws Exception {
        try (var client = gateway.connect(); var node = WireNode.connect(gateway, WireNode.token(client))) {
            node.register("silent", WireNode.tool("silent.tool"));
            var settings = gateway.home().resolve("conf/dev.postern.nodes.json");
            var written = Files.writeString(gateway.home().resolve("conf/dev.postern.nodes.new"),
                    "{\"heartbeat.ms\":100}");
            Files.move(written, settings, StandardCopyOption.ATOMIC_MOVE);
            try {
                assertThat(node.client().closeCode()).isEqualTo(1001);
                assertThat(client.refusal("tools.get", JsonObject.of("tool", "silent.tool"))).isEqualTo("not_found");
            } finally {
                Files.delete(settings);
            }
        }
    }

    @Test
    void policyJudgesItsCallsAndAWordIsBoundToItsDescriptors(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var token = WireNode.token(client);
            var risky = WireNode.tool("risky.tool").with("risk", new JsonString("medium"));
            JsonObject asked;
            try (var node = WireNode.connect(gateway, token)) {
                var bundle = node.register("risky", risky).text("bundle").orElseThrow();
                asked = Approvals.invoke(client, params("risky.tool"));
                Approvals.decide(client, asked, "approve");
                var request = node.next("call.start");
                node.returns(request, JsonObject.of("done", "yes"));
                assertThat(client.call("calls.get", JsonObject.of("call", WireNode.param(request, "call"))).toString())
                        .contains(bundle);
                asked = Approvals.invoke(client, params("risky.tool"));
            }
            try (var node = WireNode.connect(gateway, token)) {
                node.register("risky", risky.with("description", new JsonString("Does something else.")));
                var waited = asked;
                Await.until("it is asked for what is gone", () -> Approvals.get(client,
                        waited.text("id").orElseThrow()).text("state").orElse("").equals("superseded"));
                var now = WireClient.error(client.request("approvals.decide", Approvals.word(asked, "approve"),
                        JsonObject.EMPTY));
                assertThat(now.text("code").orElseThrow()).isEqualTo("superseded");
            }
        }
    }

    private static String token(WireClient client, String scope) throws Exception {
        return client.call("tokens.create", JsonObject.builder().put("name", "reader")
                .put("scopes", JsonArray.of(new JsonString(scope))).build()).text("token").orElseThrow();
    }

    /** Why each tool was refused, joined; - for one that serves. */
    private static String refusals(JsonObject registered) {
        return registered.array("tools").orElseThrow().values().stream()
                .map(tool -> ((JsonObject) tool).text("refused").orElse("-"))
                .reduce((one, more) -> one + "|" + more).orElseThrow();
    }

    private static JsonObject params(String tool) {
        return JsonObject.builder().put("tool", tool).put("input", JsonObject.EMPTY).build();
    }

    private static CompletableFuture<JsonObject> invoke(WireClient client, String tool) {
        return client.start("tools.invoke", params(tool));
    }

    private static String error(CompletableFuture<JsonObject> answer) throws Exception {
        return WireClient.error(answer.get(60, TimeUnit.SECONDS)).toString();
    }

    private static String code(CompletableFuture<JsonObject> answer) throws Exception {
        return WireClient.error(answer.get(60, TimeUnit.SECONDS)).text("code").orElseThrow();
    }
}
