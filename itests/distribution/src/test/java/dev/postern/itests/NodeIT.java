// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example in JavaScript offers tools to a gateway, which calls them like any other. */
@ExtendWith(SharedGateway.class)
class NodeIT {
    private static final int SIGKILLED = 137;

    @TempDir
    Path folder;

    @Test
    void itsToolsAreCalledByRequestAndByTurns(Gateway gateway) throws Exception {
        try (var client = gateway.connect(); var _ = JsNode.start(gateway, client, folder, "serves")) {
            var slug = client.call("tools.get", JsonObject.of("tool", "example.slug")).object("tool").orElseThrow();
            assertThat(slug.text("bundle").orElseThrow())
                    .matches("node\\.k_[a-z0-9_]+\\.serves/1\\.0\\.0/[0-9a-f]{64}");
            assertThat(client.call("tools.invoke", invoke("example.slug", JsonObject.of("text", "Hello, World!")))
                    .object("output").orElseThrow().text("slug")).contains("hello-world");
            var failed = WireClient.error(client.request("tools.invoke",
                    invoke("example.slug", JsonObject.of("text", "!")), JsonObject.EMPTY));
            assertThat(failed.text("code")).contains("precondition_failed");
            assertThat(failed.toString()).contains("\"toolCode\":\"nothing_left\"", "give one that has");
            assertThat(client.refusal("tools.invoke", invoke("example.slug", JsonObject.of("txt", "!"))))
                    .isEqualTo("invalid_params");

            client.subscribe("tool.*");
            var turn = client.say(Messages.in("counts", "/example.count to=3 everyMs=1"));
            assertThat(turn.text("reply").orElse("")).contains("3");
            assertThat(client.nextFrame().toString()).contains("\"kind\":\"progress\"", "\"data\":\"1/3\"");
            var audit = client.call("audit.query", JsonObject.of("type", "node.joined")).toString();
            assertThat(audit).contains("example.count@1.0.0");
            assertThat(client.call("nodes.list", JsonObject.EMPTY).toString())
                    .contains("\"node\":\"serves\"", "\"state\":\"serving\"", "example.slug@1.0.0");
        }
        try (var client = gateway.connect()) {
            Await.until("its tools are gone with it", () -> !serves(client, "example.slug"));
        }
    }

    @Test
    void aCallThatIsCancelledStopsThere(Gateway gateway) throws Exception {
        try (var client = gateway.connect(); var _ = JsNode.start(gateway, client, folder, "cancels")) {
            client.subscribe("tool.*");
            var answer = client.start("tools.invoke", invoke("example.count", JsonObject.builder()
                    .put("to", 100_000).put("everyMs", 5).build()));
            var call = started(client);
            client.nextFrame();
            client.call("calls.cancel", JsonObject.of("call", call));
            assertThat(WireClient.error(answer.get(60, TimeUnit.SECONDS)).text("code")).contains("cancelled");
            Await.until("the node runs nothing", () -> client.call("nodes.list", JsonObject.EMPTY).toString()
                    .contains("\"running\":0"));
            client.call("tools.invoke", invoke("example.slug", JsonObject.of("text", "goes on")));
        }
    }

    @Test
    void aCallThatItDiesInIsInDoubtAndItMayComeAgain(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            String turn;
            try (var node = JsNode.start(gateway, client, folder, "dies")) {
                client.subscribe("tool.*");
                turn = client.call("messages.send", Messages.in("dies", "/example.count to=100000 everyMs=5"))
                        .text("turn").orElseThrow();
                var call = started(client);
                client.nextFrame();
                node.kill();
                assertThat(node.awaitExit()).isEqualTo(SIGKILLED);
                client.nextEvent("tool.in_doubt", payload -> payload.text("call").orElse("").equals(call));
                client.awaitTurn(turn, "in_doubt");
                assertThat(serves(client, "example.count")).isFalse();
            }
            try (var node = JsNode.start(gateway, client, folder, "dies")) {
                assertThat(client.call("tools.invoke", invoke("example.slug", JsonObject.of("text", "A b")))
                        .toString()).contains("a-b");
                client.call("turns.cancel", JsonObject.of("turn", turn));
                client.awaitTurn(turn, "cancelled");
                goesWhenItIsDone(client, node);
            }
        }
    }

    /** SIGTERM: the call that runs comes to its end, no other begins, and the program ends well. */
    private static void goesWhenItIsDone(WireClient client, JsNode node) throws Exception {
        var answer = client.start("tools.invoke", invoke("example.count", JsonObject.builder()
                .put("to", 30).put("everyMs", 20).build()));
        started(client);
        client.nextFrame();
        node.terminate();
        assertThat(WireClient.result(answer.get(60, TimeUnit.SECONDS)).toString()).contains("\"counted\":30");
        assertThat(node.awaitExit()).isZero();
        assertThat(serves(client, "example.count")).isFalse();
    }

    private static String started(WireClient client) throws Exception {
        return client.nextEvent("tool.started", payload -> payload.text("tool").orElse("").equals("example.count"))
                .object("payload").orElseThrow().text("call").orElseThrow();
    }

    private static boolean serves(WireClient client, String tool) throws Exception {
        return client.call("tools.list", JsonObject.of("next", "e")).toString().contains("\"" + tool + "\"");
    }

    private static JsonObject invoke(String tool, JsonObject input) {
        return JsonObject.builder().put("tool", tool).put("input", input).build();
    }
}
