// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input after hello, and that it costs nobody but its sender. */
class FramesIT {
    private static final Json JSON = new StrictJson();
    private static final int MAX_FRAME = 1 << 20;

    @TempDir
    private static Path folder;
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.start(folder, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        platform.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "nonsense", "[]", "\"text\"", "17", "null", "{}", "{\"type\":\"request\"}",
        "{\"type\":\"request\",\"id\":7,\"method\":\"gateway.ping\",\"params\":{}}",
        "{\"type\":\"request\",\"id\":\"\",\"method\":\"gateway.ping\",\"params\":{}}",
        "{\"type\":\"request\",\"id\":null,\"method\":\"gateway.ping\",\"params\":{}}",
        "{\"type\":\"request\",\"id\":\"1\",\"id\":\"2\",\"method\":\"gateway.ping\",\"params\":{}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":1,\"a\":2}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":1,\"\\u0061\":2}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"\\ud800\":1}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":-9007199254740992}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":-1e309}}",
        "{\"type\":\"request\",\"id\":\"\\ud800\",\"method\":\"gateway.ping\",\"params\":{}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":9007199254740993}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{\"a\":1e999}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{}} x",
        "\ufeff{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{}}"})
    void answersWhatIsNoFrameAndLivesOn(String text) throws Exception {
        try (var client = connected()) {
            client.send(text);
            var answer = client.next();
            assertThat(answer.get("id")).contains(JsonNull.NULL);
            assertThat(error(answer).text("code")).contains("invalid_frame");
            assertThat(error(answer).bool("retryable")).contains(false);
            assertThat(error(answer).get("retryAfterMs")).contains(JsonNull.NULL);
            assertThat(error(answer).array("details")).isPresent();
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);
        }
    }

    @Test
    void refusesNestingBeyond64() throws Exception {
        try (var client = connected()) {
            client.send("[".repeat(65) + "]".repeat(65));
            assertThat(error(client.next()).text("code")).contains("invalid_frame");
            // the frame and its params are the first two
            assertThat(error(client.call("gateway.ping", nested(62))).text("code")).contains("invalid_params");
            client.request("gateway.ping", nested(63));
            assertThat(error(client.next()).text("code")).contains("invalid_frame");
        }
    }

    private static String nested(int arrays) {
        return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
    }

    @Test
    void countsOnlyBadFramesAgainstTheBudget() throws Exception {
        try (var client = connected()) {
            for (int i = 0; i < 30; i++) {
                assertThat(error(client.call("gateway.nothing", "{}")).text("code")).contains("unknown_method");
                assertThat(error(client.call("gateway.ping", "{\"more\":1}")).text("code")).contains("invalid_params");
            }
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);
        }
    }

    @Test
    void closesOnWhatIsNoWebSocketFrame() throws Exception {
        int reserved = 3;
        int continuation = 0;
        int ping = 9;
        for (var opcode : new int[]{reserved, continuation}) {
            try (var client = connected()) {
                client.frame(opcode, new byte[]{'{', '}'});
                assertThat(client.closeCode()).as("opcode " + opcode).isEqualTo(1002);
            }
        }
        try (var client = connected()) {
            client.frame(ping, new byte[126]);
            assertThat(client.closeCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{},\"more\":1}",
        "{\"type\":\"request\",\"id\":\"1\",\"params\":{}}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":[]}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{},\"traceparent\":\"00-x\"}",
        "{\"type\":\"request\",\"id\":\"1\",\"method\":\"gateway.ping\",\"params\":{},\"idempotencyKey\":\"\"}",
        "{\"type\":\"query\",\"id\":\"1\"}", "{\"id\":\"1\"}"})
    void tellsWhichFrameWasBadWhenItHasAnId(String text) throws Exception {
        try (var client = connected()) {
            client.send(text);
            var answer = client.next();
            assertThat(answer.text("id")).contains("1");
            assertThat(error(answer).text("code")).contains("invalid_frame");
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);
        }
    }

    @Test
    void refusesFramesThatOnlyTheGatewaySends() throws Exception {
        try (var client = connected()) {
            client.send("{\"type\":\"response\",\"id\":\"1\",\"ok\":true,\"result\":{}}");
            assertThat(error(client.next()).text("code")).contains("invalid_frame");
        }
    }

    @Test
    void closesAfterMoreBadFramesThanAMinuteForgives() throws Exception {
        try (var client = connected()) {
            for (int i = 0; i < 20; i++) {
                client.send("nonsense");
                assertThat(error(client.next()).text("code")).contains("invalid_frame");
            }
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);

            client.send("nonsense");
            assertThat(client.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void takesFramesUpToTheLimitAndClosesBeyondIt() throws Exception {
        try (var client = connected()) {
            var ping = "{\"type\":\"request\",\"id\":\"big\",\"method\":\"gateway.ping\",\"params\":{}}";
            client.send(ping + " ".repeat(MAX_FRAME - ping.length()));
            assertThat(client.response("big").bool("ok")).contains(true);

            var tooLarge = new byte[MAX_FRAME + 1];
            Arrays.fill(tooLarge, (byte) ' ');
            client.frame(Client.TEXT, tooLarge);
            assertThat(client.closeCode()).isIn(1009, 4413);
        }
    }

    @Test
    void putsAMessageTogetherFromItsFragments() throws Exception {
        var ping = "{\"type\":\"request\",\"id\":\"\u00e9\",\"method\":\"gateway.ping\",\"params\":{}}"
                .getBytes(StandardCharsets.UTF_8);
        try (var client = connected()) {
            for (int i = 0; i < ping.length; i++) {
                client.frame(i == 0 ? Client.TEXT : 0, new byte[]{ping[i]}, false);
            }
            client.frame(0, new byte[0], true);
            assertThat(client.response("\u00e9").bool("ok")).contains(true);

            // what is never finished ends at the limit of a message too
            for (int i = 0; i <= MAX_FRAME / 65_536; i++) {
                client.frame(i == 0 ? Client.TEXT : 0, " ".repeat(65_536).getBytes(StandardCharsets.UTF_8), false);
            }
            assertThat(client.closeCode()).isIn(1009, 4413);
        }
    }

    @Test
    void closesOnBinary() throws Exception {
        try (var client = connected()) {
            client.frame(Client.BINARY, new byte[100_000]);
            assertThat(client.closeCode()).isEqualTo(4415);
        }
    }

    @Test
    void closesOnBadUtf8() throws Exception {
        for (var bad : new byte[][]{{(byte) 0xC3}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xFF}}) {
            try (var client = connected()) {
                client.frame(Client.TEXT, bad);
                assertThat(client.closeCode()).isEqualTo(1007);
            }
        }
    }

    @Test
    void answersPingsOfTheWebSocket() throws Exception {
        try (var client = connected()) {
            assertThat(client.pong("beat".getBytes(StandardCharsets.UTF_8))).isEqualTo("beat".getBytes(
                    StandardCharsets.UTF_8));
        }
    }

    @Test
    void answersInUtf8() throws Exception {
        try (var client = connected()) {
            var id = "Grüße \uD83D\uDE00 \"\\";
            client.frame(Client.TEXT, ("{\"type\":\"request\",\"id\":" + new dev.postern.api.json.JsonString(id)
                    + ",\"method\":\"gateway.ping\",\"params\":{}}").getBytes(StandardCharsets.UTF_8));
            assertThat(client.response(id).bool("ok")).contains(true);
        }
    }

    @Test
    void namesAMethodThatIsNotThere() throws Exception {
        try (var client = connected()) {
            assertThat(error(client.call("gateway.nothing", "{}")).text("code")).contains("unknown_method");
        }
    }

    @Test
    void tellsWhereParamsBreakTheirSchema() throws Exception {
        try (var client = connected()) {
            var error = error(client.call("tokens.list", "{\"limit\":501}"));
            assertThat(error.text("code")).contains("invalid_params");
            assertThat(error.text("message").orElseThrow()).startsWith("params/limit").doesNotContain("501");
            var detail = (JsonObject) error.array("details").orElseThrow().values().getFirst();
            assertThat(detail.text("path")).contains("/limit");
            assertThat(detail.text("rule")).contains("maximum");

            assertThat(error(client.call("gateway.ping", "{\"more\":1}")).text("code")).contains("invalid_params");
        }
    }

    @Test
    void refusesWhatTheTokenHasNoScopeFor() throws Exception {
        try (var operator = connected(); var modest = open()) {
            var token = operator.call("tokens.create", "{\"name\":\"t\",\"scopes\":[\"tokens:read\"]}")
                    .object("result")
                    .flatMap(result -> result.text("token"))
                    .orElseThrow();
            var hello = modest.connect(token).object("result").orElseThrow();

            assertThat(hello.array("scopes").orElseThrow().strings()).containsExactly("tokens:read");
            assertThat(hello.array("methods").orElseThrow().strings()).contains("tokens.list", "gateway.ping")
                    .doesNotContain("tokens.create", "gateway.health");
            assertThat(modest.call("tokens.list", "{}").bool("ok")).contains(true);
            assertThat(error(modest.call("gateway.health", "{}")).text("code")).contains("forbidden");
            assertThat(error(modest.call("tokens.create", "{\"name\":\"t\",\"scopes\":[\"tokens:read\"]}"))
                    .text("code")).contains("forbidden");
        }
    }

    @Test
    void answersManyRequestsInOneBreathInTheirOrder() throws Exception {
        try (var client = connected()) {
            for (int i = 0; i < 1_000; i++) {
                client.request("gateway.ping", "{}");
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(client.next().text("id")).contains("r" + i);
            }
        }
    }

    private static Client open() throws Exception {
        return Client.open(JSON, platform.port());
    }

    private static Client connected() throws Exception {
        var client = open();
        assertThat(client.connect(platform.operatorToken()).bool("ok")).contains(true);
        return client;
    }

    private static JsonObject error(JsonObject response) {
        assertThat(response.bool("ok")).contains(false);
        return response.object("error").orElseThrow();
    }
}
