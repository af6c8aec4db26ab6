// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.RecordType;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.run.Stop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that become one turn. */
final class CollectTest {
    private static final Principal OTHER = new Principal(Principal.Kind.CLIENT, "k_client", "default", Set.of("*"),
            Principal.Trust.UNKNOWN);
    private static final Principal PEER = Principal.peer("default", "hook", "alice", Principal.Trust.UNKNOWN);

    @TempDir
    Path home;

    private final Collecting planner = new Collecting();
    private final Tools tools = new Tools();

    @Test
    void whatIsCollectedWhileATurnRunsBecomesOneTurn() throws Exception {
        try (var gateway = gateway(Collecting.THREE)) {
            var running = held(gateway);
            var sent = new ArrayList<Accepted>();
            for (var text : List.of("a", "b", "c", "d")) {
                sent.add(gateway.send(QueueMode.COLLECT, text));
            }
            assertThat(sent.subList(0, 3)).extracting(Accepted::turn).containsOnly(sent.getFirst().turn());
            assertThat(sent).extracting(Accepted::message).doesNotHaveDuplicates();
            assertThat(sent.get(3).turn()).as("the cap was reached").isNotEqualTo(sent.getFirst().turn());
            gateway.send(QueueMode.QUEUE, "e");
            assertThat(gateway.engine.waiting()).as("every message counts").isEqualTo(5);
            planner.go.countDown();
            assertThat(gateway.ended(sent.getFirst().turn()).reply()).contains("heard a, b, c");
            gateway.ended(sent.get(3).turn());
            Gateway.await("all are heard", () -> planner.seen.size() == 4);
            assertThat(planner.seen).containsExactly("hold", "a, b, c", "d", "e");
            assertThat(gateway.find(sent.getFirst().turn(), RecordType.TURN_STARTED).meta().array("messages")
                    .orElseThrow().strings())
                    .containsExactlyElementsOf(sent.subList(0, 3).stream().map(Accepted::message).toList());
            assertThat(gateway.row(running).orElseThrow().state()).isEqualTo(Turn.State.FINISHED);
            assertThat(gateway.engine.waiting()).isZero();
        }
    }

    @Test
    void whatIsCollectedWithoutATurnWaitsForAQuietTime() throws Exception {
        var quick = Collecting.settings(new Settings.Collect(Duration.ofMillis(50), 20, 1_000, Duration.ofSeconds(60)));
        try (var gateway = gateway(quick)) {
            assertThat(gateway.ended(gateway.send(QueueMode.COLLECT, "a").turn()).reply()).contains("heard a");
        }
        var old = Collecting.settings(new Settings.Collect(Duration.ofSeconds(60), 20, 1_000, Duration.ofMillis(50)));
        try (var gateway = gateway(old)) {
            assertThat(gateway.ended(gateway.send(QueueMode.COLLECT, "b").turn()).reply()).contains("heard b");
        }
    }

    @Test
    void aFullCollectionAndOneWithSomethingBehindItWaitNoLonger() throws Exception {
        try (var gateway = gateway(Collecting.THREE)) {
            for (var text : List.of("a", "b", "c")) {
                gateway.send(QueueMode.COLLECT, text);
            }
            Gateway.await("it is full", () -> planner.seen.size() == 1);
            gateway.send(QueueMode.COLLECT, "x".repeat(800));
            gateway.send(QueueMode.COLLECT, "y".repeat(300));
            gateway.send(QueueMode.QUEUE, "z");
            Gateway.await("all are heard", () -> planner.seen.size() == 4);
            assertThat(planner.seen).containsExactly("a, b, c", "x".repeat(800), "y".repeat(300), "z");
        }
    }

    @Test
    void collectsNoWordsOfOneWithOtherRights() throws Exception {
        try (var gateway = gateway(Collecting.THREE)) {
            gateway.send(QueueMode.COLLECT, "a");
            var other = gateway.send(QueueMode.COLLECT, OTHER, "b", false).turn();
            var dry = gateway.send(QueueMode.COLLECT, OTHER, "c", true).turn();
            gateway.send(QueueMode.QUEUE, "d");
            Gateway.await("all are heard", () -> planner.seen.size() == 4);
            assertThat(planner.seen).containsExactly("a", "b", "c", "d");
            assertThat(dry).isNotEqualTo(other);
        }
    }

    @Test
    void manyAtOnceAreCollectedWithoutLossInTheOrderOfTheirAcceptance() throws Exception {
        var bounds = Collecting
                .settings(new Settings.Collect(Duration.ofSeconds(60), 20, 1_000, Duration.ofSeconds(60)));
        try (var gateway = gateway(bounds)) {
            var sent = new ArrayList<CompletableFuture<Accepted>>();
            for (int i = 0; i < 20; i++) {
                var text = "m" + i;
                sent.add(CompletableFuture.supplyAsync(() -> send(gateway, text), Thread::startVirtualThread));
            }
            var turn = sent.getFirst().get(60, TimeUnit.SECONDS).turn();
            for (var one : sent) {
                assertThat(one.get(60, TimeUnit.SECONDS).turn()).isEqualTo(turn);
            }
            var reply = gateway.ended(turn).reply().orElseThrow();
            for (int i = 0; i < 20; i++) {
                assertThat(reply.split("\\bm" + i + "\\b", -1)).as("once").hasSize(2);
            }
            assertThat(gateway.entries(turn).stream().filter(entry -> entry.type() == RecordType.MESSAGE_ACCEPTED)
                    .map(entry -> entry.meta().text("message").orElseThrow()).toList())
                    .isEqualTo(gateway.find(turn, RecordType.TURN_STARTED).meta().array("messages").orElseThrow()
                            .strings());
        }
    }

    @Test
    void theSessionSaysWhatAMessageDoesThatSaysNothing() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var session = gateway.send("first").session();
            SessionUpdated.change(
                    gateway, session, settings -> new SessionSettings(settings.planner(), settings.models(),
                            QueueMode.COLLECT, 100, settings.allow(), settings.deny(), settings.maxRisk(),
                            settings.confirmFrom(), settings.approvalMode(), false, 600, settings.pins(),
                            Optional.of(
                                    new SessionSettings.Collect(Optional.of(60_000), Optional.of(2), Optional.empty(),
                                            Optional.of(60_000))),
                            settings.instruction(), settings.limits()),
                    Session.ExecutionState.ACTIVE);
            var a = gateway.send("a").turn();
            assertThat(gateway.send("b").turn()).isEqualTo(a);
            assertThat(gateway.ended(a).reply()).contains("heard a, b");
            assertThat(gateway.ended(gateway.send(QueueMode.QUEUE, "c").turn()).reply()).contains("heard c");
        }
    }

    @Test
    void whatIsCancelledBeforeItBeginsIsCancelledWithAllItCollected() throws Exception {
        try (var gateway = gateway(Collecting.THREE)) {
            var turn = gateway.send(QueueMode.COLLECT, "a").turn();
            gateway.send(QueueMode.COLLECT, "b");
            gateway.engine.cancel("default", turn,
                    new Stop.Cancelled("k_client", List.of()));
            assertThat(gateway.engine.waiting()).isZero();
            assertThat(gateway.row(turn).orElseThrow().error()).isEmpty();
            assertThat(gateway.send(QueueMode.COLLECT, "c").turn()).isNotEqualTo(turn);
            gateway.send(QueueMode.QUEUE, "d");
            Gateway.await("the others are heard", () -> planner.seen.size() == 2);
            assertThat(planner.seen).containsExactly("c", "d");
        }
    }

    @Test
    void aSurfacesMessageIsCollectedOnceHoweverOftenItComes() throws Exception {
        try (var gateway = gateway(Collecting.THREE)) {
            var receipts = new ArrayList<Receipt>();
            for (var key : List.of("1", "2", "1", "2", "3")) {
                var message = new InboundMessage("alice", "main", "", List.of(new Part.Text("m" + key, Origin.PERSON)),
                        Instant.now(), key, JsonObject.of("reply", key));
                receipts.add(gateway.engine.accept(new Incoming(PEER, "hook", Optional.empty(), message,
                        Optional.empty(), false, Optional.of(QueueMode.COLLECT)), _ -> List.of()).receipt());
            }
            assertThat(receipts).extracting(Receipt::turn).containsOnly(receipts.getFirst().turn());
            assertThat(receipts).extracting(Receipt::duplicate).containsExactly(false, false, true, true, false);
            assertThat(gateway.ended(receipts.getFirst().turn()).reply()).contains("heard m1, m2, m3");
            assertThat(gateway.kept.rows().undelivered("hook", 10)).singleElement()
                    .satisfies(reply -> assertThat(reply.metadata().text("reply")).contains("3"));
        }
    }

    private Gateway gateway(Settings settings) {
        return Gateway.start(home, planner, tools, settings, UnaryOperator.identity());
    }

    /** A turn that runs until it may go on. */
    private String held(Gateway gateway) throws Exception {
        var turn = gateway.send("hold").turn();
        planner.begun.await();
        return turn;
    }

    private static Accepted send(Gateway gateway, String text) {
        try {
            return gateway.send(QueueMode.COLLECT, text);
        } catch (WireException refused) {
            throw new AssertionError(refused);
        }
    }
}
