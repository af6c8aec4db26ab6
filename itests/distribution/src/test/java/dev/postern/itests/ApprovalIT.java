// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calls that ask first: what a person is shown, and that his word runs a call once or not at all. */
@ExtendWith(SharedGateway.class)
class ApprovalIT {
    @Test
    void whatWasApprovedRunsAndIsOnRecord(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var sent = client.call("messages.send", Messages.in("approved", write("approved.txt", "hello")));
            var asked = Approvals.awaitOne(client, session(sent));
            assertThat(asked.text("tool")).contains("files.write");
            assertThat(asked.text("mode")).contains("confirm");
            assertThat(asked.text("risk")).contains("medium");
            assertThat(asked.text("turn")).contains(turn(sent));
            assertThat(asked.object("input").orElseThrow().text("content")).contains("hello");
            assertThat(asked.object("preview").orElseThrow().text("detail").orElse("")).contains("+hello");
            assertThat(client.awaitTurn(turn(sent), "waiting_approval").text("state")).contains("waiting_approval");
            assertThat(file(gateway, "approved.txt")).doesNotExist();

            Approvals.decide(client, asked, "approve");
            client.awaitTurn(turn(sent), "finished");
            assertThat(file(gateway, "approved.txt")).hasContent("hello");

            var again = WireClient.error(client.request("approvals.decide", Approvals.word(asked, "deny"),
                    JsonObject.EMPTY));
            assertThat(again.text("code")).contains("conflict");

            var call = asked.text("call").orElseThrow();
            var records = client.call("audit.query", JsonObject.of("call", call)).array("records").orElseThrow();
            assertThat(records.values().stream().map(record -> ((JsonObject) record).text("type").orElseThrow()))
                    .containsSubsequence("approval.requested", "approval.decided", "tool.started", "tool.finished");
            assertThat(client.call("audit.verify", JsonObject.EMPTY).bool("valid")).contains(true);
        }
    }

    @Test
    void whatWasDeniedDoesNotRun(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var sent = client.call("messages.send", Messages.in("denied", write("denied.txt", "hello")));
            var asked = Approvals.awaitOne(client, session(sent));
            Approvals.decide(client, asked, "deny");
            client.awaitTurn(turn(sent), "finished", "failed");
            assertThat(file(gateway, "denied.txt")).doesNotExist();
            assertThat(call(client, asked.text("call").orElseThrow()).text("state")).contains("denied");
        }
    }

    /** Word by word as people use it at the terminal. */
    @Test
    void theCommandLineListsShowsAndDecides(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var sent = client.call("messages.send", Messages.in("by command", write("by-command.txt", "hello")));
            var id = Approvals.id(Approvals.awaitOne(client, session(sent)));
            var list = gateway.command("approvals", "list", "--session", session(sent));
            assertThat(list.out()).as(list.err()).contains(id, "files.write", "medium");
            var show = gateway.command("approvals", "show", id);
            assertThat(show.out()).as(show.err()).contains("by-command.txt", "+hello");
            var approve = gateway.command("approvals", "approve", id, "--reason", "it is fine");
            assertThat(approve.exit()).as(approve.err()).isZero();
            client.awaitTurn(turn(sent), "finished");
            assertThat(file(gateway, "by-command.txt")).hasContent("hello");
        }
    }

    @Test
    void aDirectCallSaysWhatItWaitsForAndRunsOnceApproved(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var asked = Approvals.invoke(client, direct("direct.txt"));
            assertThat(file(gateway, "direct.txt")).doesNotExist();
            Approvals.decide(client, asked, "approve");
            var call = asked.text("call").orElseThrow();
            Await.until("the call has run", () -> call(client, call).text("state").orElse("").equals("finished"));
            assertThat(file(gateway, "direct.txt")).hasContent("direct");
        }
    }

    @Test
    void aWaitingCallCanBeCancelledAndItsApprovalIsSuperseded(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var asked = Approvals.invoke(client, direct("never.txt"));
            client.call("calls.cancel", JsonObject.of("call", asked.text("call").orElseThrow()));
            Await.until("the approval is superseded", () -> Approvals.get(client, Approvals.id(asked)).text("state")
                    .orElse("").equals("superseded"));
            assertThat(client.refusal("approvals.decide", Approvals.word(asked, "approve"))).isEqualTo("superseded");
            assertThat(file(gateway, "never.txt")).doesNotExist();
        }
    }

    @Test
    void aWordThatComesAfterItsTurnWasCancelledIsRefused(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var sent = client.call("messages.send", Messages.in("late", write("late.txt", "hello")));
            var asked = Approvals.awaitOne(client, session(sent));
            client.call("turns.cancel", JsonObject.of("turn", turn(sent)));
            client.awaitTurn(turn(sent), "cancelled");

            var late = WireClient.error(client.request("approvals.decide", Approvals.word(asked, "approve"),
                    JsonObject.EMPTY));
            assertThat(late.text("code")).contains("superseded");
            assertThat(late.text("message").orElseThrow()).contains("is gone");
            var command = gateway.command("approvals", "approve", Approvals.id(asked));
            assertThat(command.exit()).isEqualTo(1);
            assertThat(command.err()).contains("is gone");
            var both = JsonObject.builder().putAll(Approvals.word(asked, "approve"))
                    .put("grant", JsonObject.builder().put("seconds", 60).build()).build();
            assertThat(client.refusal("approvals.decide", both)).isEqualTo("superseded");

            assertThat(Approvals.get(client, Approvals.id(asked)).text("state")).contains("superseded");
            var id = asked.text("call").orElseThrow();
            assertThat(call(client, id).text("state")).contains("cancelled");
            var records = client.call("audit.query", JsonObject.of("call", id)).array("records").orElseThrow().values();
            assertThat(records).extracting(record -> ((JsonObject) record).text("type").orElseThrow())
                    .containsSubsequence("approval.requested", "approval.decided", "tool.finished")
                    .doesNotContain("tool.started").containsOnlyOnce("approval.decided");
            assertThat(records.toString()).contains("superseded").doesNotContain("approved");
            assertThat(file(gateway, "late.txt")).doesNotExist();
            client.say(Messages.in("late", "/time.now"));
            assertThat(file(gateway, "late.txt")).as("a while later").doesNotExist();
        }
    }

    /** Two hands on one keyboard: who decides may not invoke, who invokes may not decide. */
    @Test
    void decidingAndInvokingAreRightsApart(Gateway gateway) throws Exception {
        try (var decider = Approvals.as(gateway, Approvals.DECIDING);
                var asker = Approvals.as(gateway,
                        List.of("messages:write", "sessions:read", "tools:invoke", "approvals:read"))) {
            assertThat(decider.refusal("tools.invoke", direct("mine.txt"))).isEqualTo("forbidden");
            var asked = Approvals.invoke(asker, direct("mine.txt"));
            assertThat(asker.refusal("approvals.decide", Approvals.word(asked, "approve"))).isEqualTo("forbidden");
            Approvals.decide(decider, asked, "approve");
            Await.until("it ran", () -> Files.exists(file(gateway, "mine.txt")));
        }
    }

    /** Also with the right to decide nobody approves his own, unless his token says so. */
    @Test
    void nobodyApprovesHisOwn(Gateway gateway) throws Exception {
        try (var asker = Approvals.as(gateway, List.of("tools:invoke", "approvals:read", "approvals:decide"))) {
            var asked = Approvals.invoke(asker, direct("own.txt"));
            assertThat(asker.refusal("approvals.decide", Approvals.word(asked, "approve"))).isEqualTo("forbidden");
            Approvals.decide(asker, asked, "deny");
            assertThat(file(gateway, "own.txt")).doesNotExist();
        }
    }

    @Test
    void ofTwoOperatorsAtOnceOneDecides(Gateway gateway) throws Exception {
        try (var one = Approvals.as(gateway, Approvals.DECIDING);
                var other = Approvals.as(gateway, Approvals.DECIDING);
                var client = gateway.connect()) {
            for (int i = 0; i < 10; i++) {
                var sent = client.call("messages.send", Messages.in("two " + i, write("two-" + i + ".txt", "hello")));
                var asked = Approvals.awaitOne(client, session(sent));
                var yes = one.start("approvals.decide", Approvals.word(asked, "approve"));
                var no = other.start("approvals.decide", Approvals.word(asked, "deny"));
                boolean approved = yes.get().bool("ok").orElseThrow();
                assertThat(no.get().bool("ok").orElseThrow()).isNotEqualTo(approved);
                client.awaitTurn(turn(sent), "finished", "failed");
                assertThat(Files.exists(file(gateway, "two-" + i + ".txt"))).isEqualTo(approved);
            }
        }
    }

    @Test
    void whatWaitsSurvivesAKillAndRunsOnce(@TempDir Path home) throws Exception {
        JsonObject sent;
        String direct;
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            sent = client.call("messages.send", Messages.in("killed", write("killed.txt", "hello")));
            Approvals.awaitOne(client, session(sent));
            direct = Approvals.id(Approvals.invoke(client, direct("killed-direct.txt")));
            gateway.kill();
        }
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            Approvals.decide(client, Approvals.awaitOne(client, session(sent)), "approve");
            client.awaitTurn(turn(sent), "finished");
            assertThat(file(gateway, "killed.txt")).hasContent("hello");

            var asked = Approvals.get(client, direct);
            Approvals.decide(client, asked, "approve");
            var call = asked.text("call").orElseThrow();
            Await.until("the call has run", () -> call(client, call).text("state").orElse("").equals("finished"));
            assertThat(file(gateway, "killed-direct.txt")).hasContent("direct");
            assertThat(client.call("audit.verify", JsonObject.EMPTY).bool("valid")).contains(true);
            gateway.kill();
        }
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            assertThat(started(client, direct)).as("starts on record").isEqualTo(1);
            assertThat(Approvals.pending(client, session(sent))).isEmpty();
        }
    }

    private static long started(WireClient client, String approval) throws Exception {
        var call = Approvals.get(client, approval).text("call").orElseThrow();
        return client.call("audit.query", JsonObject.builder().put("call", call).put("type", "tool.started").build())
                .array("records").orElseThrow().values().size();
    }

    private static JsonObject call(WireClient client, String id) throws Exception {
        return client.call("calls.get", JsonObject.of("call", id)).object("call").orElseThrow();
    }

    private static JsonObject direct(String name) {
        var input = JsonObject.builder().put("path", "workspace/" + name).put("content", "direct").build();
        return JsonObject.builder().put("tool", "files.write").put("input", input).build();
    }

    private static String write(String name, String content) {
        return "/files.write path=workspace/" + name + " content=" + content;
    }

    private static Path file(Gateway gateway, String name) {
        return gateway.home().resolve("workspace").resolve(name);
    }

    private static String session(JsonObject sent) {
        return sent.text("session").orElseThrow();
    }

    private static String turn(JsonObject sent) {
        return sent.text("turn").orElseThrow();
    }
}
