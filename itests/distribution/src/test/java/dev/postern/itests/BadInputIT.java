// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.RawSocket;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every bad input that the contract names, on a live connection. */
@ExtendWith(SharedGateway.class)
class BadInputIT {
    @ParameterizedTest
    @ValueSource(strings = {
        "",
        " ",
        "{",
        "[]",
        "7",
        "null",
        "\"text\"",
        "{} {}",
        "{\"type\":\"request\"}",
        "{\"type\":\"request\",\"id\":7,\"method\":\"gateway.ping\",\"params\":{}}",
        "{\"type\":\"request\",\"id\":\"\",\"method\":\"gateway.ping\",\"params\":{}}",
        "{\"type\":\"request\",\"id\":\"1\",\"id\":\"2\",\"method\":\"gateway.ping\",\"params\":{}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":\"\\ud800\"}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":9007199254740992}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":1e999999}}",
        "{'type':'request'}",
        "\uFEFF{}"
    })
    void answersInvalidFrameAndLivesOn(String frame, Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.raw(frame);
            var answer = client.nextFrame();
            assertThat(answer.get("id")).contains(JsonNull.NULL);
            var error = WireClient.error(answer);
            assertThat(error.text("code")).contains("invalid_frame");
            assertThat(error.text("message").orElse("")).isNotBlank();
            assertThat(error.array("details")).isPresent();
            assertThat(error.bool("retryable")).contains(false);
            client.call("gateway.ping", JsonObject.EMPTY);
        }
    }

    @Test
    void refusesNestingBeyondSixtyFour(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.raw("{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":"
                    + "[".repeat(80) + "]".repeat(80) + "}}");
            assertThat(WireClient.error(client.nextFrame()).text("code")).contains("invalid_frame");
            client.call("gateway.ping", JsonObject.EMPTY);
        }
    }

    @Test
    void closesWith4400AfterTwentyBadFramesAMinute(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            for (int i = 0; i < 20; i++) {
                client.raw("{");
                client.nextFrame();
            }
            client.raw("{");
            assertThat(client.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void refusesUnknownMethodsAndParams(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            assertThat(client.refusal("no.such", JsonObject.EMPTY)).isEqualTo("unknown_method");
            assertThat(client.refusal("gateway.ping", JsonObject.of("surprise", "x"))).isEqualTo("invalid_params");
            var error = WireClient.error(client.request(
                    "sessions.list", JsonObject.builder().put("limit", 501).build(), JsonObject.EMPTY));
            assertThat(error.text("code")).contains("invalid_params");
            assertThat(error.array("details").orElseThrow().toString()).contains("/limit", "maximum");
        }
    }

    @Test
    void refusesUnknownMembersOfARequest(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.raw("{\"type\":\"request\",\"id\":\"x1\",\"method\":\"gateway.ping\",\"params\":{},\"extra\":1}");
            assertThat(WireClient.error(client.nextFrame()).text("code")).contains("invalid_frame");
        }
    }

    @Test
    void cutsOversizeFrames(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            sendWhatMayBeCutOff(client,
                    "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":\""
                            + "x".repeat(3 << 20) + "\"}}");
            assertThat(client.closeCode()).isIn(4413, 1009);
        }
        try (var early = WireClient.open(gateway)) {
            sendWhatMayBeCutOff(early, "{\"type\":\"connect\",\"id\":\"" + "x".repeat(70_000) + "\"}");
            assertThat(early.closeCode()).isIn(4413, 1009);
        }
    }

    /** The gateway may close while it still comes. */
    private static void sendWhatMayBeCutOff(WireClient client, String frame) {
        try {
            client.raw(frame);
        } catch (java.util.concurrent.CompletionException cutOff) {
            assertThat(cutOff).hasCauseInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void refusesBinaryFrames(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.rawBinary(new byte[]{1, 2, 3});
            assertThat(client.closeCode()).isEqualTo(4415);
        }
    }

    @Test
    void refusesInvalidUtf8(Gateway gateway) throws Exception {
        try (var socket = RawSocket.upgrade(gateway, "Sec-WebSocket-Protocol: postern.v1\r\n")) {
            assertThat(socket.status()).isEqualTo(101);
            socket.frame(1, new byte[]{'{', (byte) 0xC3, (byte) 0x28, '}'});
            assertThat(socket.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void answersOverloadedBeyondMaxInFlight(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var answers = new java.util.ArrayList<java.util.concurrent.CompletableFuture<JsonObject>>();
            for (int i = 0; i < 140; i++) {
                answers.add(client.start(
                        "tools.invoke",
                        JsonObject.builder()
                                .put("tool", "hostile.hangs")
                                .put("input", JsonObject.EMPTY)
                                .build()));
            }
            int overloaded = 0;
            for (var answer : answers) {
                var error = WireClient.error(answer.get(60, java.util.concurrent.TimeUnit.SECONDS));
                if (error.text("message").orElse("").contains("in flight")) {
                    assertThat(error.text("code")).contains("overloaded");
                    assertThat(error.integer("retryAfterMs")).isPresent();
                    overloaded++;
                }
            }
            assertThat(overloaded).isPositive();
        }
    }

    @Test
    void problemDetailsOverHttp(Gateway gateway) throws Exception {
        var missing = gateway.get("/no/such/place");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(gateway.get("/metrics").statusCode()).isEqualTo(401);
        assertThat(gateway.send(gateway.authorized("/metrics").build()).body()).contains("postern_");
        var hook = gateway.send(java.net.http.HttpRequest.newBuilder(gateway.uri("/hooks/nobody"))
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}", StandardCharsets.UTF_8))
                .build());
        assertThat(hook.statusCode()).isEqualTo(404);
    }
}
