// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tools that misbehave hurt their callers only. */
@ExtendWith(SharedGateway.class)
class HostileToolIT {
    @Test
    void aToolThatThrowsFailsItsCall(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var error = invoke(client, "hostile.throws");
            var call = broken(client, error, "failed");
            assertThat(error.text("message").orElse("")).contains(call).doesNotContain("keyboard");
            // what the caller does not hear stands in the log, under what he did hear
            assertThat(Files.readAllLines(gateway.home().resolve("log/postern.jsonl")))
                    .anyMatch(line -> line.contains(call) && line.contains("the cat is on the keyboard"));
        }
    }

    @Test
    void aToolThatHangsIsCutAtItsDeadline(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            assertThat(invoke(client, "hostile.hangs").text("code")).contains("timeout");
        }
    }

    @Test
    void aToolThatIgnoresInterruptionIsAbandonedCountedAndThenRefused(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            String code = "";
            int timeouts = 0;
            for (int i = 0; i < 8 && !code.equals("unavailable"); i++) {
                code = invoke(client, "hostile.stubborn").text("code").orElse("");
                timeouts += code.equals("timeout") ? 1 : 0;
            }
            assertThat(code).isEqualTo("unavailable");
            assertThat(timeouts).isPositive();
            assertThat(gateway.send(gateway.authorized("/metrics").build()).body())
                    .containsPattern("postern_[a-z_]*abandoned[a-z_]*(\\{[^}]*})? [1-9]");
            client.say("/time.now");
        }
    }

    /** As many as there are processors: virtual threads are not preempted. */
    @Test
    void toolsThatComputeKeepNobodyElseWaiting(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var turns = new ArrayList<String>();
            for (int i = 0; i < Math.min(64, Runtime.getRuntime().availableProcessors()); i++) {
                turns.add(client.call("messages.send", Messages.in("computes-" + i, "/hostile.computes")).text("turn")
                        .orElseThrow());
            }
            for (var turn : turns) {
                client.awaitTurn(turn, "running");
            }
            assertThat(client.say(Messages.in("others", "/time.now")).text("state")).contains("finished");
            for (var turn : turns) {
                client.awaitTurn(turn, "running");
                client.call("turns.cancel", JsonObject.of("turn", turn));
                client.awaitTurn(turn, "cancelled");
            }
        }
    }

    @Test
    void whatASchemaForbidsIsNotPassedOn(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var error = invoke(client, "hostile.lies");
            broken(client, error, "invalid_output");
            assertThat(error.text("message").orElse("")).contains("/text", "maxLength");
            assertThat(error.toString()).doesNotContain("xxxx");
        }
    }

    @Test
    void aHundredMegabytesAreRefused(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var error = invoke(client, "hostile.huge");
            broken(client, error, "output_too_large");
            assertThat(error.text("message").orElse("")).contains("262144 bytes");
            assertThat(error.toString()).hasSizeLessThan(2_000);
            client.say("/time.now");
        }
    }

    /** The tool broke its contract as said, to its caller and on record; gives the call. */
    private static String broken(WireClient client, JsonObject error, String how) throws Exception {
        assertThat(error.text("code")).contains("precondition_failed");
        assertThat(error.bool("retryable")).contains(false);
        var details = error.array("details").orElseThrow().values();
        assertThat(details).hasSize(1);
        var detail = (JsonObject) details.getFirst();
        assertThat(detail.text("toolCode")).contains(how);
        var id = detail.text("call").orElseThrow();
        var call = client.call("calls.get", JsonObject.of("call", id)).object("call").orElseThrow();
        assertThat(call.text("state")).contains("failed");
        assertThat(call.object("error").orElseThrow().text("toolCode")).contains(how);
        return id;
    }

    private static JsonObject invoke(WireClient client, String tool) throws Exception {
        var params = JsonObject.builder()
                .put("tool", tool)
                .put("input", JsonObject.EMPTY)
                .build();
        return WireClient.error(client.request("tools.invoke", params, JsonObject.EMPTY));
    }
}
