// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.FakeGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is typed and what becomes of it, with a gateway that answers by the book. */
class ChatTest {
    private static final String ASKED = """
            {"session":"s_1","turn":"t_1","approval":"a_1","call":"c_1","mode":"%s","tool":"files.write","risk":"high",
             "origin":"person","reason":"","input":{"path":"x"},"preview":{}}""";

    private FakeGateway gateway;
    private Seat seat;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        gateway.topics = "\"turn.finished\",\"tool.started\",\"approval.requested\"";
        gateway.on("events.subscribe", "{\"subscription\":\"u_1\",\"cursor\":\"j0\"}");
        gateway.on("events.unsubscribe", "{\"subscription\":\"u_1\"}");
        accepts("t_1");
        seat = new Seat(gateway).talk("");
    }

    @AfterEach
    void stop() throws Exception {
        seat.ends();
        gateway.close();
    }

    private void accepts(String turn) {
        gateway.on("messages.send", (params, connection) -> {
            connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"" + turn + "\",\"state\":\"queued\"}"));
            connection.event("turn.started", "j1",
                    "{\"session\":\"s_1\",\"turn\":\"" + turn + "\",\"state\":\"running\"}");
        });
    }

    @Test
    void saysAndShowsTheReply() throws Exception {
        gateway.on("messages.send", (params, connection) -> {
            // pieces may come before the response to the request that caused them
            connection.send(Frames.piece("t_1", 1, 0, "Hel"));
            connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}"));
            connection.send(Frames.piece("t_1", 1, 1, "lo"));
        });
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(FakeGateway.json("{\"subscription\":\"u_2\",\"cursor\":\"j0\"}"));
            if (params.get("session").isPresent()) {
                connection.event("turn.finished", "j2", "{\"session\":\"s_1\",\"turn\":\"t_1\",\"reply\":\"Hello\"}");
            }
        });
        seat.types("Hi");
        seat.awaitSeen("[USER › Hi]Hello|");
        assertThat(gateway.params("messages.send").text("thread").orElseThrow()).startsWith("chat-");
        assertThat(gateway.params("events.subscribe")).hasToString(
                "{\"topics\":[\"turn.*\",\"tool.*\",\"approval.*\"],\"session\":\"s_1\",\"since\":\"j0\"}");
        seat.types("more");
        seat.await("the second", () -> gateway.params("messages.send").text("session").isPresent());
        assertThat(requests("messages.send")).allSatisfy(
                request -> assertThat(request.text("idempotencyKey").orElse("")).startsWith("chat-"));
    }

    @Test
    void whatIsTakenLateLeadsNobodyBack() throws Exception {
        var late = new CountDownLatch(1);
        gateway.on("messages.send", (params, connection) -> {
            try {
                late.await();
            } catch (InterruptedException e) {
                throw new java.io.IOException(e);
            }
            connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}"));
        });
        gateway.on("sessions.list", "{\"sessions\":[]}");
        seat.types("Old");
        seat.await("it is sent", () -> requests("messages.send").size() == 1);
        seat.types("/new");
        seat.awaitSeen("[NOTE A new conversation.]");
        late.countDown();
        // answered after the message was
        seat.types("/sessions");
        seat.awaitSeen("[NOTE There is none yet.]");
        seat.types("Fresh");
        seat.await("it is sent", () -> requests("messages.send").size() == 2);
        assertThat(gateway.params("messages.send").text("thread").orElse("")).startsWith("chat-");
    }

    @Test
    void aWordDecidesWhatIsAsked() throws Exception {
        asked("confirm");
        gateway.on("approvals.decide", "{\"approval\":{}}");
        seat.typesBlindly("y");
        seat.awaitSeen("before you can have read the question");
        assertThat(requests("approvals.decide")).isEmpty();
        seat.types("y");
        seat.awaitSeen("[NOTE files.write: yes, once]");
        assertThat(gateway.params("approvals.decide")).hasToString("{\"approval\":\"a_1\",\"decision\":\"approve\"}");
        assertThat(seat.live().asked()).isEmpty();
    }

    @Test
    void otherWordsSteer() throws Exception {
        asked("confirm");
        seat.types("yes, but use another name");
        seat.await("it is sent", () -> requests("messages.send").size() == 2);
        assertThat(gateway.params("messages.send").text("mode")).contains("steer");
        assertThat(requests("approvals.decide")).isEmpty();
    }

    @Test
    void aDecisionThatDidNotArriveIsAskedForAgain() throws Exception {
        asked("confirm");
        gateway.on("approvals.decide", (params, connection) -> connection.error("overloaded", "later"));
        seat.types("n too big");
        seat.awaitSeen("[ERROR overloaded: later]");
        assertThat(gateway.params("approvals.decide").text("reason")).contains("too big");
        seat.await("it is asked again", () -> seat.live().asked().equals("a_1"));
        gateway.on("approvals.decide", (params, connection) -> connection.error("conflict", "k_2 denied it"));
        seat.types("y");
        seat.awaitSeen("[ERROR conflict: k_2 denied it]");
        assertThat(seat.live().asked()).isEmpty();
    }

    @Test
    void aHoldIsHeldByTheKeyAndNotByAWord() throws Exception {
        asked("hold");
        seat.types("y");
        seat.awaitSeen("keep the space bar pressed");
        gateway.on("approvals.hold",
                "{\"approval\":\"a_1\",\"state\":\"consumed\",\"call\":\"c_1\",\"callState\":\"running\"}");
        for (long now : new long[]{10_000, 10_300, 10_330, 10_860}) {
            seat.chat().holdKey(now);
        }
        seat.await("it beats", () -> requests("approvals.hold").size() >= 2);
        // and then the key is silent
        seat.await("it is let go",
                () -> gateway.params("approvals.hold").bool("release").orElse(false));
        seat.awaitSeen("[NOTE let go]");
    }

    @Test
    void aGatewayThatCannotSteerGetsTheMessageForLater() throws Exception {
        seat.types("Hi");
        seat.await("a turn runs", () -> !seat.live().activity().isEmpty());
        gateway.on("messages.send", (params, connection) -> {
            if (params.text("mode").orElse("queue").equals("queue")) {
                connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_2\",\"state\":\"queued\"}"));
            } else {
                connection.error("unavailable", "params/mode: only queue serves in this version");
            }
        });
        seat.types("Wait");
        seat.awaitSeen("[NOTE This gateway cannot steer: the message waits until the turn has ended.]");
        seat.await("both wait", () -> seat.live().activity().contains("1 waiting"));
        seat.types("And this");
        seat.await("all are sent", () -> requests("messages.send").size() == 4);
        assertThat(gateway.params("messages.send").get("mode")).as("asked once").isEmpty();
    }

    @Test
    void ctrlCCancelsThenLeaves() throws Exception {
        gateway.on("turns.cancel", "{\"turn\":\"t_1\",\"state\":\"cancelled\"}");
        seat.types("Hi");
        seat.await("a turn runs", () -> !seat.live().activity().isEmpty());
        seat.interrupts(true);
        seat.await("it is cancelled", () -> !requests("turns.cancel").isEmpty());
        assertThat(gateway.params("turns.cancel")).hasToString("{\"turn\":\"t_1\"}");
        seat.interrupts(false);
        seat.awaitEnd();
        assertThat(seat.seen()).contains("The turn goes on: postern chat --session s_1");
    }

    @Test
    void ctrlCWhereNothingRunsClearsTheLineThenLeaves() throws Exception {
        seat.interrupts(true);
        seat.types("/mode queue");
        seat.awaitSeen("[NOTE What you say while a turn runs: queue]");
        seat.interrupts(false);
        seat.awaitEnd();
        assertThat(requests("turns.cancel")).isEmpty();
    }

    @Test
    void comesBackWithNothingLostAndNothingTwice() throws Exception {
        seat.types("Hi");
        seat.await("a turn runs", () -> !seat.live().activity().isEmpty());
        var times = new AtomicInteger();
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(FakeGateway.json("{\"subscription\":\"u_3\",\"cursor\":\"j1\"}"));
            // what the broken connection had sent comes again, as after a cursor that was not the newest
            connection.event("tool.requested", "j2",
                    "{\"session\":\"s_1\",\"call\":\"c_1\",\"tool\":\"x.y\",\"input\":{}}");
            if (times.incrementAndGet() == 2) {
                connection.event("turn.finished", "j3", "{\"session\":\"s_1\",\"turn\":\"t_1\",\"reply\":\"Done\"}");
            }
        });
        var cancels = new AtomicInteger();
        gateway.on("turns.cancel", (params, connection) -> {
            if (cancels.incrementAndGet() == 3) {
                connection.result(FakeGateway.json("{\"turn\":\"t_1\",\"state\":\"cancelled\"}"));
                return;
            }
            connection.event("tool.requested", "j2",
                    "{\"session\":\"s_1\",\"call\":\"c_1\",\"tool\":\"x.y\",\"input\":{}}");
            connection.closeWith(1012, "restarting");
        });
        seat.interrupts(true);
        seat.awaitSeen("[NOTE The gateway was away and is back; nothing is lost.]");
        assertThat(gateway.params("events.subscribe").text("since")).contains("j2");
        seat.awaitSeen("Done|");
        // made again under its key until it is answered
        seat.await("the answer", () -> cancels.get() == 3);
        assertThat(seat.seen()).containsOnlyOnce("▸ 1 x.y").containsOnlyOnce("Done|");
        assertThat(requests("turns.cancel")).hasSize(3)
                .extracting(request -> request.text("idempotencyKey").orElseThrow()).containsOnly(
                        requests("turns.cancel").getFirst().text("idempotencyKey").orElseThrow());
    }

    @Test
    void saysWhatIsNoLongerKept() throws Exception {
        seat.types("Hi");
        seat.await("a turn runs", () -> !seat.live().activity().isEmpty());
        gateway.on("events.subscribe", (params, connection) -> {
            if (params.get("since").isPresent()) {
                connection.error("cursor_expired", "too old");
            } else {
                connection.result(FakeGateway.json("{\"subscription\":\"u_3\",\"cursor\":\"j9\"}"));
            }
        });
        gateway.on("sessions.get", (params, connection) -> connection.closeWith(1012, "restarting"));
        seat.types("/session");
        seat.awaitSeen("no longer kept: /session s_1");
        seat.awaitSeen("[ERROR unavailable: the gateway is away]");
    }

    @Test
    void endsWhenTheTokenIsRevoked() {
        gateway.on("sessions.get", (params, connection) -> connection.closeWith(4401, "revoked"));
        seat.types("/session s_2");
        assertThatThrownBy(seat::awaitEnd).hasRootCauseMessage("the gateway closed the connection: 4401 revoked");
    }

    @Test
    void filesGoAlongWithTheNextMessage(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("no\u001bte.txt"), "content");
        seat.types("/attach " + file);
        seat.awaitSeen("[NOTE Attached: no\\u001bte.txt (7 bytes)]");
        seat.types("Read it");
        seat.awaitSeen("[USER › Read it [no\\u001bte.txt]]");
        seat.await("it is sent", () -> !requests("messages.send").isEmpty());
        assertThat(gateway.params("messages.send").array("attachments").orElseThrow().strings()).containsExactly("b_1");
        assertThat(gateway.params("messages.send").array("attachmentNames").orElseThrow().strings())
                .containsExactly("no\u001bte.txt");
        assertThat(gateway.uploads).containsExactly("Bearer " + FakeGateway.TOKEN + " content");
        seat.types("/attach");
        seat.awaitSeen("[NOTE Nothing is attached.]");
        seat.types("/attach " + folder);
        seat.awaitSeen("[ERROR There is no file " + folder + "]");
    }

    @Test
    void aMessageWaitsForTheFilesThatItTakesAlong(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("slow.txt"), "content");
        gateway.uploadsPass = new CountDownLatch(1);
        seat.types("/attach " + file);
        seat.types("Read it");
        seat.awaitSeen("[NOTE It is sent as soon as the file is there.]");
        assertThat(requests("messages.send")).isEmpty();
        gateway.uploadsPass.countDown();
        seat.awaitSeen("[NOTE Attached: slow.txt (7 bytes)][USER › Read it [slow.txt]]");
        seat.await("it is sent", () -> !requests("messages.send").isEmpty());
        assertThat(gateway.params("messages.send").array("attachments").orElseThrow().strings()).containsExactly("b_1");
    }

    @Test
    void aMessageIsNotSentWithoutItsFile(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("large.txt"), "content");
        gateway.uploadsPass = new CountDownLatch(1);
        gateway.uploadStatus = 413;
        seat.types("/attach " + file);
        seat.types("Read it");
        seat.awaitSeen("[NOTE It is sent as soon as the file is there.]");
        gateway.uploadsPass.countDown();
        seat.awaitSeen("[ERROR Not sent, for want of the file: Read it]");
        seat.types("Without");
        seat.awaitSeen("[USER › Without]");
        seat.await("it is sent", () -> !requests("messages.send").isEmpty());
        assertThat(gateway.params("messages.send").get("attachments")).isEmpty();
    }

    @Test
    void anotherConversationGetsNothingThatWasMeantForTheLast(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("slow.txt"), "content");
        gateway.uploadsPass = new CountDownLatch(1);
        seat.types("/attach " + file);
        seat.types("Read it");
        seat.types("/new");
        seat.awaitSeen("[ERROR Not sent, for want of the file: Read it]");
        gateway.uploadsPass.countDown();
        seat.awaitSeen("[NOTE Not attached, for the conversation is another now: slow.txt]");
        seat.types("/attach");
        seat.awaitSeen("[NOTE Nothing is attached.]");
        assertThat(requests("messages.send")).isEmpty();
    }

    @Test
    void namesOfToolsAndTwoSlashesAreMessages() throws Exception {
        seat.types("/time.now");
        seat.awaitSeen("[USER › /time.now]");
        seat.types("//help");
        seat.awaitSeen("[USER › /help]");
        seat.types("/nosuch");
        seat.awaitSeen("[NOTE There is no command /nosuch");
        seat.types("/help");
        seat.awaitSeen("[DETAIL /attach FILE");
    }

    @Test
    void switchesSessionsAndSaysWhatWasLast() throws Exception {
        gateway.on("sessions.list",
                "{\"sessions\":[{\"id\":\"s_1\",\"createdAt\":\"2026-11-22T10:00:00Z\"},{\"id\":\"s_2\"}]}");
        seat.types("/sessions");
        seat.awaitSeen("[DETAIL    1  s_2");
        seat.awaitSeen("[DETAIL    2  s_1  ");
        assertThat(seat.seen()).containsPattern("\\[DETAIL    2  s_1  2026-11-2[123] \\d\\d:\\d\\d ");
        gateway.on("sessions.get",
                "{\"session\":{\"id\":\"s_2\",\"revision\":4,\"settings\":{\"models\":{\"tool\":\"a/b\"}}}}");
        gateway.on("sessions.history", """
                {"records":[{"type":"message.accepted","payload":{"parts":[{"type":"text","text":"What?"},
                 {"type":"blob","blob":"b_1","name":"a\\u001b.txt"}]}},
                 {"type":"turn.finished","payload":{"reply":"That\\u001b."}}]}""");
        gateway.on("turns.list", "{\"turns\":[{\"id\":\"t_7\",\"session\":\"s_2\",\"state\":\"waiting_approval\"}]}");
        gateway.on("approvals.list",
                "{\"approvals\":[{\"id\":\"a_7\",\"state\":\"pending\",\"mode\":\"confirm\",\"tool\":\"x.y\"}]}");
        seat.types("/session 1");
        seat.awaitSeen("[NOTE Session s_2][USER › What? [a\\u001b.txt]][PAST That\\u001b.]");
        seat.await("it is asked", () -> seat.live().asked().equals("a_7"));
        assertThat(gateway.params("events.subscribe").text("session")).contains("s_2");
        gateway.on("sessions.update", "{\"session\":{}}");
        seat.types("/model");
        seat.awaitSeen("[NOTE No endpoint is configured that is known here");
        seat.types("/model local/m");
        seat.awaitSeen("[NOTE From the next turn on local/m is asked.]");
        assertThat(gateway.params("sessions.update")).hasToString(
                "{\"session\":\"s_2\",\"revision\":4,\"settings\":{\"models\":{\"tool\":\"a/b\",\"default\":\"local/m\"}}}");
    }

    private void asked(String mode) throws Exception {
        gateway.on("messages.send", (params, connection) -> {
            connection.result(FakeGateway.json("{\"session\":\"s_1\",\"turn\":\"t_1\",\"state\":\"queued\"}"));
        });
        gateway.on("events.subscribe", (params, connection) -> {
            connection.result(FakeGateway.json("{\"subscription\":\"u_2\",\"cursor\":\"j0\"}"));
            connection.event("approval.requested", "j5", ASKED.formatted(mode));
        });
        seat.types("Hi");
        seat.await("it is asked", () -> seat.live().asked().equals("a_1"));
    }

    private List<JsonObject> requests(String method) {
        return gateway.requests.stream().filter(request -> request.text("method").orElse("").equals(method)).toList();
    }
}
