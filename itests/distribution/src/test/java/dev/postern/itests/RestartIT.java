// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients may rely on across a start. */
class RestartIT {
    @TempDir
    static Path home;
    @AutoClose
    private static final StandingGateway standing = new StandingGateway(() -> home, builder -> builder);

    @Test
    void aKeyStandsForOneEffectAcrossStarts() throws Exception {
        var append = JsonObject.builder().put("tool", "effects.append").put("input", JsonObject.EMPTY).build();
        var message = Messages.in("once", "/time.now");
        JsonObject called;
        JsonObject sent;
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            installTools(client);
            called = client.callOnce("key-1", "tools.invoke", append);
            sent = client.callOnce("key-2", "messages.send", message);
            client.awaitTurn(sent.text("turn").orElseThrow(), "finished");
            gateway.kill();
        }
        try (var client = standing.gateway().connect()) {
            assertThat(client.callOnce("key-1", "tools.invoke", append)).isEqualTo(called);
            assertThat(client.callOnce("key-2", "messages.send", message).text("turn")).isEqualTo(sent.text("turn"));
            var other = client.request("messages.send", Messages.in("once", "/help"),
                    JsonObject.of("idempotencyKey", "key-2"));
            assertThat(WireClient.error(other).text("code")).contains("idempotency_conflict");
        }
        assertThat(Files.readAllLines(home.resolve("workspace/effects.txt"))).hasSize(1);
    }

    @Test
    void aPluginsKeyGetsItsOutcomeWheneverTheGatewayDied() throws Exception {
        var uninstall = JsonObject.of("plugin", "hostile-tools");
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            installTools(client);
            client.raw(JsonObject.builder().put("type", "request").put("id", "u").put("method", "plugins.uninstall")
                    .put("params", uninstall).put("idempotencyKey", "key").build().toString());
            // before it, after it or in the middle: wherever that is, the rule holds
            gateway.kill();
        }
        try (var client = standing.gateway().connect()) {
            var outcome = client.callOnce("key", "plugins.uninstall", uninstall);
            assertThat(outcome.text("plugin")).contains("hostile-tools");
            assertThat(client.callOnce("key", "plugins.uninstall", uninstall)).isEqualTo(outcome);
            assertThat(Plugins.list(client)).doesNotContain("hostile-tools");
        }
    }

    @Test
    void aSubscriberMissesNothingAndHearsNothingTwiceAcrossAKill() throws Exception {
        var topics = new String[]{"session.*", "turn.*", "tool.*", "message.*"};
        var heard = new ArrayList<String>();
        String begin;
        var gateway = standing.gateway();
        try (var client = gateway.connect()) {
            begin = client.subscribe(topics).text("cursor").orElseThrow();
            for (int i = 0; i < 20; i++) {
                client.start("messages.send", Messages.in("thread-" + i % 4, "/time.now"));
            }
            while (heard.size() < 60) {
                heard.add(told(client.nextEvent()));
            }
            gateway.kill();
        }
        var again = standing.gateway();
        try (var client = WireClient.open(again);
                var witness = again.connect()) {
            var last = heard.getLast().split(" ")[0];
            client.hello(again.token(), resume(last, topics));
            // what was accepted runs to its end; then there is one more, and it is the last
            Await.until("all turns have ended", () -> witness.call("turns.list", JsonObject.EMPTY)
                    .array("turns").orElseThrow().values().isEmpty());
            var end = witness.say(Messages.in("the end", "/time.now")).text("id").orElseThrow();
            var all = new ArrayList<String>();
            try (var replay = WireClient.open(again)) {
                replay.hello(again.token(), resume(begin, topics));
                readUntil(end, replay, all);
            }
            readUntil(end, client, heard);
            assertThat(heard).isEqualTo(all).doesNotHaveDuplicates();
        }
    }

    private static void installTools(WireClient client) throws Exception {
        if (!Plugins.list(client).contains("hostile-tools")) {
            Files.copy(Plugins.HOSTILE_TOOLS, Files.createDirectories(home.resolve("import")).resolve("h.jar"),
                    StandardCopyOption.REPLACE_EXISTING);
            client.call("plugins.install",
                    JsonObject.builder().put("source", JsonObject.of("path", "h.jar")).build());
        }
    }

    private static void readUntil(String turn, WireClient client, List<String> heard) throws Exception {
        do {
            heard.add(told(client.nextEvent()));
        } while (!heard.getLast().contains("turn.finished") || !heard.getLast().contains(turn));
    }

    private static String told(JsonObject event) {
        return event.text("cursor").orElse("") + " " + event.text("topic").orElse("") + " " + event.get("payload");
    }

    private static JsonObject resume(String cursor, String... topics) {
        return JsonObject.builder().put("resume", JsonObject.builder().put("cursor", cursor)
                .put("topics", JsonArray.ofStrings(List.of(topics))).build()).build();
    }

    @Test
    void aCursorOfAHistoryThatIsGoneHasExpired(@TempDir Path other) throws Exception {
        String cursor;
        try (var client = standing.gateway().connect()) {
            for (int i = 0; i < 5; i++) {
                client.say("/time.now");
            }
            cursor = client.subscribe("turn.*").text("cursor").orElseThrow();
        }
        // as when the home is put back as it was before
        try (var gateway = Gateway.start(other);
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
