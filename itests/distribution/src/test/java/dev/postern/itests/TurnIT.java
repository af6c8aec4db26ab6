// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From a message to its reply. */
@ExtendWith(SharedGateway.class)
class TurnIT {
    @Test
    void runsAToolAndReplies(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.subscribe("turn.*", "tool.*");
            var turn = client.say("/time.now zone=Europe/Zurich");
            assertThat(turn.text("state")).contains("finished");
            assertThat(turn.text("reply").orElse("")).contains("Europe/Zurich");
            assertThat(turn.integer("commits").orElseThrow()).isLessThanOrEqualTo(6);
            var id = turn.text("id").orElseThrow();
            var topics = new ArrayList<String>();
            while (!topics.contains("turn.finished")) {
                var event = client.nextEvent();
                var payload = event.object("payload").orElseThrow();
                if (payload.text("turn").filter(id::equals).isPresent()) {
                    topics.add(event.text("topic").orElseThrow());
                    assertThat(payload.text("session")).isEqualTo(turn.text("session"));
                }
            }
            assertThat(topics)
                    .containsSubsequence("turn.accepted", "turn.started", "tool.requested", "tool.started",
                            "tool.finished", "turn.finished");
        }
    }

    @Test
    void asksForWhatIsMissing(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var asked = client.say(Messages.in("asks", "/files.read"));
            assertThat(asked.text("reply").orElse("")).contains("path");
            java.nio.file.Files.createDirectories(gateway.home().resolve("workspace"));
            java.nio.file.Files.writeString(gateway.home().resolve("workspace/note.txt"), "remember the milk");
            var answered = client.say(Messages.in("asks", "workspace/note.txt"));
            assertThat(answered.text("reply").orElse("")).contains("remember the milk");
        }
    }

    @Test
    void answersOneSessionInOrderAndSessionsSideBySide(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var turns = new ArrayList<String>();
            for (int i = 0; i < 40; i++) {
                turns.add(client.call(
                        "messages.send",
                        Messages.in("order-" + i % 4, "/time.now"))
                        .text("turn")
                        .orElseThrow());
            }
            var ended = new ArrayList<String>();
            for (var turn : turns) {
                ended.add(client.awaitTurn(turn, "finished").text("endedAt").orElseThrow());
            }
            for (int thread = 0; thread < 4; thread++) {
                List<String> own = new ArrayList<>();
                for (int i = thread; i < 40; i += 4) {
                    own.add(ended.get(i));
                }
                assertThat(own).isSorted();
            }
        }
    }

    @Test
    void answersTheSameKeyWithTheFirstOutcome(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var params = JsonObject.of("text", "/time.now");
            var first = client.callOnce("key-1", "messages.send", params);
            assertThat(client.callOnce("key-1", "messages.send", params)).isEqualTo(first);
            var other = client.request(
                    "messages.send", JsonObject.of("text", "/help"), JsonObject.of("idempotencyKey", "key-1"));
            assertThat(WireClient.error(other).text("code"))
                    .contains("idempotency_conflict");
        }
    }

    @Test
    void cancelInterruptsTheTool(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            client.subscribe("tool.started");
            var turn = client.call(
                    "messages.send",
                    Messages.in("cancel", "/hostile.patient"))
                    .text("turn")
                    .orElseThrow();
            client.awaitTurn(turn, "running");
            client.call("turns.cancel", JsonObject.of("turn", turn));
            client.awaitTurn(turn, "cancelled");
            var ended = client.say(Messages.in("cancel", "/time.now")).text("id").orElseThrow();
            assertThat(client.refusal("turns.cancel", JsonObject.of("turn", ended))).isEqualTo("conflict");
        }
    }

    @Test
    void whatAsksWaitsAndADryRunShowsTheSame(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var write = JsonObject.builder()
                    .put("tool", "files.write")
                    .put(
                            "input",
                            JsonObject.builder()
                                    .put("path", "workspace/new.txt")
                                    .put("content", "one\n")
                                    .build())
                    .build();
            assertThat(client.refusal("tools.invoke", write)).isEqualTo("approval_required");
            var preview = client.call("tools.invoke", write.with("dryRun", JsonBoolean.TRUE));
            assertThat(preview.object("preview").orElseThrow().toString()).contains("+one");
            assertThat(gateway.home().resolve("workspace/new.txt")).doesNotExist();
        }
    }

    @Test
    void pausedSessionsWaitAndQuarantinedOnesRefuse(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var session = client.say(Messages.in("pause", "/time.now"))
                    .text("session")
                    .orElseThrow();
            var bySession = JsonObject.of("session", session);
            client.call("sessions.pause", bySession);
            var waiting = client.call(
                    "messages.send", bySession.with("text", new JsonString("/time.now")))
                    .text("turn")
                    .orElseThrow();
            assertThat(client.awaitTurn(waiting, "queued").text("state")).contains("queued");
            client.call("sessions.resume", bySession);
            client.awaitTurn(waiting, "finished");
            client.call("sessions.quarantine", bySession);
            assertThat(client.refusal(
                    "messages.send",
                    bySession.with("text", new JsonString("/time.now"))))
                    .isEqualTo("precondition_failed");
        }
    }
}
