package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients may rely on across a start. */
class RestartIT {
    @Test
    void aKeyStandsForOneEffectAcrossStarts(@TempDir Path home) throws Exception {
        var append = JsonObject.builder().put("tool", "effects.append").put("input", JsonObject.EMPTY).build();
        var message = Messages.in("once", "/time.now");
        JsonObject called;
        JsonObject sent;
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
            called = client.callOnce("key-1", "tools.invoke", append);
            sent = client.callOnce("key-2", "messages.send", message);
            client.awaitTurn(sent.text("turn").orElseThrow(), "finished");
            gateway.kill();
        }
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            assertThat(client.callOnce("key-1", "tools.invoke", append)).isEqualTo(called);
            assertThat(client.callOnce("key-2", "messages.send", message).text("turn")).isEqualTo(sent.text("turn"));
            var other = client.request("messages.send", Messages.in("once", "/help"),
                    JsonObject.of("idempotencyKey", "key-2"));
            assertThat(WireClient.error(other).text("code")).contains("idempotency_conflict");
        }
        assertThat(Files.readAllLines(home.resolve("workspace/effects.txt"))).hasSize(1);
    }

    @Test
    void aCursorOfAHistoryThatIsGoneHasExpired(@TempDir Path folder) throws Exception {
        String cursor;
        try (var gateway = Gateway.start(folder.resolve("old"));
                var client = gateway.connect()) {
            for (int i = 0; i < 5; i++) {
                client.say("/time.now");
            }
            cursor = client.subscribe("turn.*").text("cursor").orElseThrow();
        }
        // as when the home is put back as it was before
        try (var gateway = Gateway.start(folder.resolve("new"));
                var client = gateway.connect()) {
            var topics = JsonArray.ofStrings(List.of("turn.*"));
            assertThat(client.refusal("events.subscribe",
                    JsonObject.builder().put("topics", topics).put("since", cursor).build()))
                    .isEqualTo("cursor_expired");
            try (var back = WireClient.open(gateway)) {
                var resume = JsonObject.builder().put("cursor", cursor).put("topics", topics).build();
                back.raw(WireClient.connectFrame(gateway.token()).put("id", "c").put("resume", resume).build()
                        .toString());
                assertThat(WireClient.error(back.nextFrame()).text("code")).contains("cursor_expired");
            }
        }
    }
}
