// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Command;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HelloPlugin;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, through the launcher, on a running gateway. */
@ExtendWith(SharedGateway.class)
class CommandLineIT {
    @ParameterizedTest
    @ValueSource(strings = {"status", "sessions", "turns", "tools", "plugins", "token list", "tools get time.now",
        "tools invoke time.now", "send /time.now", "call gateway.ping", "model list"})
    void everyCommandSpeaksJson(String line, Gateway gateway) throws Exception {
        assertThat(json(gateway, line.split(" ")).members()).isNotEmpty();
    }

    @Test
    void sendWaitsForTheReply(Gateway gateway) throws Exception {
        var done = gateway.command("send", "/time.now zone=Europe/Zurich");
        assertThat(done.exit()).isZero();
        assertThat(done.out()).contains("Europe/Zurich");
    }

    @Test
    void showsEventsAsTheyCome(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var since = client.subscribe("turn.finished").text("cursor").orElseThrow();
            client.say("/time.now");
            var events = ok(gateway, "events", "turn.finished", "--since", since, "--count", "1", "--json").out();
            var event = (JsonObject) new StrictJson().parse(events.strip());
            assertThat(event.text("topic")).contains("turn.finished");
            assertThat(ok(gateway, "events", "--since", since, "--count", "2").out()).hasLineCount(2);
        }
    }

    @Test
    void showsAndSteersSessionsAndTheirTurns(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var turn = client.say(JsonObject.builder().put("thread", "steered").put("text", "/time.now").build());
            var id = turn.text("id").orElseThrow();
            var session = turn.text("session").orElseThrow();
            assertThat(ok(gateway, "turns", "get", id).out()).contains(id, "finished");
            assertThat(ok(gateway, "turns", "list", session).out()).contains(id);
            assertThat(ok(gateway, "sessions", "history", session).out()).contains("message.accepted", id);
            assertThat(ok(gateway, "sessions", "pause", session, "--reason", "a look").out()).contains("paused");
            assertThat(ok(gateway, "sessions", "get", session).out()).contains("paused");

            var waits = client.call("messages.send", JsonObject.builder().put("session", session)
                    .put("text", "/time.now").build()).text("turn").orElseThrow();
            // those that have not ended, whichever session's
            assertThat(ok(gateway, "turns").out()).contains(waits).doesNotContain(id);
            assertThat(ok(gateway, "turns", "cancel", waits).out()).contains("cancelled");
            assertThat(ok(gateway, "sessions", "resume", session).out()).contains("active");
            assertThat(ok(gateway, "sessions", "update", session, "maxQueued=7").out()).contains("7");
            assertThat(gateway.command("sessions", "update", session, "maxQueued=8", "--revision", "1").err())
                    .contains("conflict");
            assertThat(ok(gateway, "sessions", "quarantine", session).out()).contains("quarantined");
            assertThat(ok(gateway, "sessions", "resume", session).out()).contains("active");
        }
    }

    @Test
    void makesAndRevokesTokens(Gateway gateway) throws Exception {
        var made = ok(gateway, "token", "create", "nightly", "--scope", "messages:write,sessions:read", "--expires",
                "12h");
        var token = made.out().strip();
        var id = Stream.of(made.err().split("\\s+")).filter(word -> word.startsWith("k_")).findFirst().orElseThrow()
                .replace(".", "");
        try (var client = WireClient.connect(gateway, token)) {
            assertThat(client.refusal("tools.list", JsonObject.EMPTY)).isEqualTo("forbidden");
            assertThat(ok(gateway, "token", "list").out()).contains("nightly", id).doesNotContain(token);
            assertThat(ok(gateway, "token", "revoke", id).out()).contains("revoked");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
        var refused = Command.run(dev.postern.itests.harness.Distribution.folder(),
                java.util.Map.of("POSTERN_HOME", gateway.home().toString(), "POSTERN_TOKEN", token), "status");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("unauthenticated").doesNotContain(token);
    }

    @Test
    void installsUpdatesAndRemovesAPluginFromAFile(Gateway gateway) throws Exception {
        var first = HelloPlugin.version("1.0.0").toString();
        assertThat(ok(gateway, "plugins", "install", first).out()).contains("hello", "1.0.0", "hello.greet");
        assertThat(ok(gateway, "tools", "invoke", "hello.greet", "name=Ada").out()).contains("Ada");
        // the plugin's subscriber hears of it, and its other tool tells
        Await.until("the greeting is counted", () -> json(gateway, "tools", "invoke", "hello.count").object("output")
                .orElseThrow().integer("greetings").orElseThrow() == 1);
        assertThat(ok(gateway, "plugins", "update", HelloPlugin.version("1.1.0").toString()).out()).contains("1.1.0");
        assertThat(ok(gateway, "plugins").out()).contains("hello", "1.1.0", "active");
        assertThat(ok(gateway, "plugins", "uninstall", "hello").out()).contains("removed");
        var gone = gateway.command("tools", "get", "hello.greet");
        assertThat(gone.exit()).isEqualTo(1);
        assertThat(gone.err()).contains("there is no tool hello.greet");
    }

    @Test
    void failuresAreExplainedAndBadUsageIsTwo(Gateway gateway) throws Exception {
        var missing = gateway.command("turns", "get", "t_none");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no turn t_none");
        for (var usage : List.of("tools --no-such-option", "no-such-command", "turns get", "token create x")) {
            assertThat(gateway.command(usage.split(" ")).exit()).as(usage).isEqualTo(2);
        }
    }

    @Test
    void helpNeedsNoGateway(Gateway gateway) throws Exception {
        assertThat(ok(gateway).out()).contains("./postern run", "./postern send");
        assertThat(ok(gateway, "help", "send").out()).contains("Usage: postern send");
        for (var shell : List.of("bash", "zsh")) {
            assertThat(ok(gateway, "completion", shell).out()).contains("complet");
        }
    }

    private static Command ok(Gateway gateway, String... line) throws Exception {
        var done = gateway.command(line);
        assertThat(done.exit()).as("%s: %s", List.of(line), done.err()).isZero();
        return done;
    }

    private static JsonObject json(Gateway gateway, String... line) throws Exception {
        var done = ok(gateway, Stream.concat(Stream.of(line), Stream.of("--json")).toArray(String[]::new));
        assertThat(done.err()).isEmpty();
        return (JsonObject) new StrictJson().parse(done.out().strip());
    }
}
