// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Command;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.ModelServer;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What messages do that arrive while a model takes its time. */
class QueueModesIT {
    @TempDir
    private static Path home;
    private static ModelServer model;
    private static Gateway gateway;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch hold = new CountDownLatch(1);

    @BeforeAll
    static void start() throws Exception {
        model = new ModelServer();
        gateway = model.configure(Gateway.builder(home))
                .configure("dev.postern.pipeline", "{\"planner\":\"models\",\"collect.quiet.ms\":50}")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        model.close();
    }

    @BeforeEach
    void forget() {
        model.reset();
    }

    @AfterEach
    void letGo() {
        hold.countDown();
    }

    @Test
    void whatIsCollectedBecomesOneTurn() throws Exception {
        model.then(exchange -> {
            held();
            // breaks off, and is asked again
            ModelServer.stream(exchange).close();
        }).says("First.").says("All.");
        try (var client = gateway.connect()) {
            client.subscribe("turn.*");
            var first = send(client, "collect", "one", "queue");
            asked.await();
            var sent = List.of(send(client, "collect", "two", "collect"), send(client, "collect", "three", "collect"),
                    client.callOnce("again", "messages.send", message("collect", "four", "collect")));
            assertThat(client.callOnce("again", "messages.send", message("collect", "four", "collect")))
                    .as("the same message again").isEqualTo(sent.getLast());
            assertThat(sent).extracting(QueueModesIT::turn).containsOnly(turn(sent.getFirst()));
            assertThat(sent).extracting(one -> one.text("message").orElseThrow()).doesNotHaveDuplicates();
            hold.countDown();
            client.awaitTurn(turn(first), "finished");
            assertThat(client.awaitTurn(turn(sent.getFirst()), "finished").text("reply")).contains("All.");
            assertThat(last(model.requests().getLast()).toString()).contains("two\\n\\nthree\\n\\nfour");
            var began = client.nextEvent("turn.started", payload -> turn(payload).equals(turn(sent.getFirst())));
            assertThat(began.object("payload").orElseThrow().array("messages").orElse(JsonArray.EMPTY).strings())
                    .containsExactlyElementsOf(sent.stream().map(one -> one.text("message").orElseThrow()).toList());
        }
    }

    @Test
    void whatSteersReachesTheModelAtItsNextStep() throws Exception {
        model.then(exchange -> {
            held();
            try (var out = ModelServer.stream(exchange)) {
                ModelServer.call(out, "time_now", "{}");
            }
        }).says("In Bern.");
        try (var client = gateway.connect()) {
            var first = send(client, "steer", "what time is it?", "queue");
            var turn = turn(first);
            asked.await();
            var command = CompletableFuture.supplyAsync(() -> command("send", "--thread", "steer", "--mode", "steer",
                    "in Bern"));
            Await.until("the message is there", () -> client.call("turns.list",
                    JsonObject.of("session", first.text("session").orElseThrow())).array("turns")
                    .orElse(JsonArray.EMPTY).values().size() == 2);
            hold.countDown();
            assertThat(client.awaitTurn(turn, "finished").text("reply")).contains("In Bern.");
            var said = command.get(2, TimeUnit.MINUTES);
            assertThat(said.out()).as(said.err()).isEqualTo("In Bern.\n");
            assertThat(said.err()).contains("reached the turn " + turn);
            assertThat(messages(model.requests().getLast())).extracting(one -> one.text("role").orElseThrow())
                    .containsExactly("system", "user", "assistant", "tool", "user");
            assertThat(last(model.requests().getLast()).text("content")).contains("in Bern");
        }
    }

    @Test
    void whatSteersLeavesAnApprovalAsItIs() throws Exception {
        Files.createDirectories(home.resolve("workspace"));
        model.calls("files_write", "{\"path\":\"workspace/steered.txt\",\"content\":\"x\"}").says("Done, in green.");
        try (var client = gateway.connect()) {
            var sent = send(client, "parked", "write it", "queue");
            var approval = Approvals.awaitOne(client, sent.text("session").orElseThrow());
            var steers = send(client, "parked", "in green", "steer");
            assertThat(steers.text("target")).contains(turn(sent));
            assertThat(Approvals.get(client, Approvals.id(approval)).text("state")).contains("pending");
            Approvals.decide(client, approval, "approve");
            assertThat(client.awaitTurn(turn(sent), "finished").text("reply")).contains("Done, in green.");
            assertThat(client.awaitTurn(turn(steers), "finished").text("into")).contains(turn(sent));
            assertThat(last(model.requests().getLast()).text("content")).contains("in green");
        }
    }

    @Test
    void whatInterruptsCutsTheAnswerAndIsNext() throws Exception {
        var hungUp = new CountDownLatch(1);
        model.then(exchange -> {
            try (var out = ModelServer.stream(exchange)) {
                while (true) {
                    ModelServer.text(out, "and so on ");
                    asked.countDown();
                    Thread.sleep(5);
                }
            } finally {
                hungUp.countDown();
            }
        }).says("Stopped.");
        try (var client = gateway.connect()) {
            client.subscribe("turn.cancelled");
            var running = turn(send(client, "interrupt", "talk", "queue"));
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            var next = send(client, "interrupt", "stop", "interrupt");
            assertThat(next.text("target")).contains(running);
            assertThat(client.awaitTurn(turn(next), "finished").text("reply")).contains("Stopped.");
            assertThat(client.awaitTurn(running, "cancelled").object("error").orElseThrow().text("code"))
                    .contains("interrupted");
            var told = client.nextEvent("turn.cancelled", _ -> true).object("payload").orElseThrow();
            assertThat(told.text("reason")).contains("interrupted");
            assertThat(told.text("next")).contains(turn(next));
            assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aModeThatThereIsNotIsToldWhichThereAre() throws Exception {
        try (var client = gateway.connect()) {
            var refused = WireClient.error(client.request("messages.send", message("wrong", "hi", "shout"),
                    JsonObject.EMPTY));
            assertThat(refused.text("code")).contains("invalid_params");
            assertThat(refused.text("message").orElseThrow()).contains("params/mode", "queue", "collect", "steer",
                    "interrupt");
        }
        var refused = command("send", "--mode", "shout", "hi");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("collect");
    }

    @Test
    void aCollectionSurvivesTheGateway() throws Exception {
        model.says("Here.").says("All three.");
        String session;
        String turn;
        try (var client = gateway.connect()) {
            session = client.say(Messages.in("kept", "hi")).text("session").orElseThrow();
            var updated = command("sessions", "update", session, "queueMode=collect",
                    "collect={\"quietMs\":60000,\"maxAgeMs\":600000,\"maxMessages\":3}");
            assertThat(updated.exit()).as(updated.err()).isZero();
            turn = turn(client.call("messages.send", Messages.in("kept", "one")));
            assertThat(turn(client.call("messages.send", Messages.in("kept", "two")))).isEqualTo(turn);
        }
        gateway.kill();
        gateway.close();
        gateway = Gateway.start(home);
        try (var client = gateway.connect()) {
            assertThat(turn(client.call("messages.send", Messages.in("kept", "three")))).isEqualTo(turn);
            assertThat(client.awaitTurn(turn, "finished").text("reply")).contains("All three.");
            assertThat(model.requests()).hasSize(2);
            assertThat(last(model.requests().getLast()).toString()).contains("one\\n\\ntwo\\n\\nthree");
        }
    }

    /** Tells that the model was asked, and answers nothing until the test lets it. */
    private void held() throws InterruptedException {
        asked.countDown();
        hold.await();
    }

    private static Command command(String... words) {
        try {
            return gateway.command(words);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static JsonObject send(WireClient client, String thread, String text, String mode) throws Exception {
        return client.call("messages.send", message(thread, text, mode));
    }

    private static JsonObject message(String thread, String text, String mode) {
        return JsonObject.builder().putAll(Messages.in(thread, text)).put("mode", mode).build();
    }

    private static String turn(JsonObject of) {
        return of.text("turn").orElseThrow();
    }

    private static List<JsonObject> messages(JsonObject request) {
        return request.array("messages").orElseThrow().values().stream().map(JsonObject.class::cast).toList();
    }

    private static JsonObject last(JsonObject request) {
        return messages(request).getLast();
    }
}
