// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What messages do that arrive while a turn runs. */
final class QueueModesTest {
    private static final Principal OTHER = new Principal(Principal.Kind.CLIENT, "k_client", "default", Set.of("*"),
            Principal.Trust.UNKNOWN);

    @TempDir
    Path home;

    private final Collecting planner = new Collecting();
    private final Tools tools = new Tools().add("mail.send", Risk.MEDIUM, false, input -> input);

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
            assertThat(strings(find(gateway, sent.getFirst().turn(), RecordType.TURN_STARTED), "messages"))
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
        var bounds = Collecting.settings(new Settings.Collect(Duration.ofSeconds(60), 20, 1_000, Duration.ofSeconds(60)));
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
            assertThat(entries(gateway, turn).stream().filter(entry -> entry.type() == RecordType.MESSAGE_ACCEPTED)
                    .map(entry -> entry.meta().text("message").orElseThrow()).toList())
                    .isEqualTo(strings(find(gateway, turn, RecordType.TURN_STARTED), "messages"));
        }
    }

    @Test
    void whatSteersIsInTheNextView() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var turn = gateway.send(QueueMode.STEER, "hold, call").turn();
            planner.begun.await();
            var first = gateway.send(QueueMode.STEER, "left");
            var second = gateway.send(QueueMode.STEER, "no, right");
            assertThat(first.target()).contains(turn);
            gateway.send(QueueMode.QUEUE, "next");
            planner.go.countDown();
            assertThat(gateway.ended(turn).reply()).contains("heard hold, call | 1: left, no, right");
            Gateway.await("the next is heard", () -> planner.seen.size() == 3);
            assertThat(planner.seen.getLast()).isEqualTo("next");
            for (var message : List.of(first, second)) {
                var row = gateway.ended(message.turn());
                assertThat(row.state()).isEqualTo(Turn.State.FINISHED);
                assertThat(row.into()).contains(turn);
                var end = find(gateway, message.turn(), RecordType.TURN_FINISHED).meta();
                assertThat(end.text("end")).contains("steered");
                assertThat(end.text("into")).contains(turn);
                assertThat(end.integer("step")).contains(2L);
            }
            var steered = find(gateway, turn, RecordType.DECIDE_STEERED);
            assertThat(steered.meta().integer("step")).contains(2L);
            assertThat(strings(steered, "messages")).containsExactly(first.message(), second.message());
            assertThat(strings(steered, "turns")).containsExactly(first.turn(), second.turn());
            assertThat(gateway.engine.waiting()).isZero();
        }
    }

    @Test
    void whatComesTooLateToSteerIsATurnOfItsOwn() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var running = held(gateway);
            var late = gateway.send(QueueMode.STEER, "wait");
            assertThat(late.target()).contains(running);
            planner.go.countDown();
            assertThat(gateway.ended(late.turn()).reply()).contains("heard wait");
            assertThat(gateway.row(late.turn()).orElseThrow().into()).isEmpty();
            assertThat(gateway.row(running).orElseThrow().reply()).contains("heard hold");
            assertThat(gateway.send(QueueMode.STEER, "and now").target()).as("nothing runs").isEmpty();
        }
    }

    @Test
    void aPlannerThatReadsNoSteeringGetsNone() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var session = gateway.send("first").session();
            change(gateway, session, Session.ExecutionState.ACTIVE, 100, Optional.of(Gateway.DEAF));
            var turn = gateway.send("hold, call").turn();
            planner.begun.await();
            var message = gateway.send(QueueMode.STEER, "left").turn();
            planner.go.countDown();
            assertThat(gateway.ended(message).reply()).contains("heard left");
            assertThat(gateway.row(turn).orElseThrow().reply()).contains("heard hold, call");
        }
    }

    @Test
    void wordsOfOneWithOtherRightsSteerNothingAndInterruptNothing() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var turn = gateway.send("hold, call").turn();
            planner.begun.await();
            var other = gateway.send(QueueMode.STEER, OTHER, "delete all", false);
            var dry = gateway.send(QueueMode.STEER, Gateway.CLIENT, "try it", true);
            var stop = gateway.send(QueueMode.INTERRUPT, OTHER, "stop", false);
            assertThat(List.of(other, dry, stop)).extracting(Accepted::target).containsOnly(Optional.empty());
            planner.go.countDown();
            assertThat(gateway.ended(turn).reply()).contains("heard hold, call");
            gateway.ended(dry.turn());
            assertThat(planner.seen).containsExactly("hold, call", "hold, call", "stop", "delete all", "try it");
        }
    }

    @Test
    void whatInterruptsIsTheNextTurn() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var running = held(gateway);
            var queued = gateway.send(QueueMode.QUEUE, "later").turn();
            var urgent = gateway.send(QueueMode.INTERRUPT, "now");
            assertThat(urgent.target()).contains(running);
            var cancelled = gateway.ended(running);
            assertThat(cancelled.state()).isEqualTo(Turn.State.CANCELLED);
            assertThat(cancelled.error().orElseThrow().code()).isEqualTo("interrupted");
            assertThat(gateway.ended(queued).reply()).contains("heard later");
            assertThat(planner.seen).containsExactly("hold", "now", "later");
            var record = find(gateway, running, RecordType.TURN_CANCELLED).meta();
            assertThat(record.text("reason")).contains("interrupted");
            assertThat(record.text("next")).contains(urgent.turn());
            assertThat(record.text("by")).contains(Gateway.CLIENT.id());
            assertThat(gateway.topics(running)).endsWith("turn.cancelled").doesNotHaveDuplicates();
            var arrived = find(gateway, urgent.turn(), RecordType.MESSAGE_QUEUED).meta();
            assertThat(arrived.text("mode")).contains("interrupt");
            assertThat(arrived.text("target")).contains(running);
        }
    }

    @Test
    void aCallInFlightEndsWithTheTurnThatIsInterrupted() throws Exception {
        var calling = new java.util.concurrent.CountDownLatch(1);
        tools.add("mail.send", Risk.MEDIUM, false, _ -> {
            calling.countDown();
            Thread.sleep(60_000);
            return JsonObject.EMPTY;
        });
        try (var gateway = gateway(Settings.DEFAULT)) {
            var running = gateway.send("call").turn();
            calling.await();
            var urgent = gateway.send(QueueMode.INTERRUPT, "now").turn();
            assertThat(gateway.ended(urgent).reply()).contains("heard now");
            assertThat(gateway.row(running).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
            assertThat(gateway.topics(running)).endsWith("tool.finished", "turn.step", "turn.cancelled");
        }
    }

    @Test
    void severalThatInterruptRunInTheirOrder() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var session = gateway.send("first").session();
            change(gateway, session, Session.ExecutionState.PAUSED, 100, Optional.empty());
            gateway.send(QueueMode.QUEUE, "c");
            gateway.send(QueueMode.INTERRUPT, "a");
            gateway.send(QueueMode.INTERRUPT, "b");
            change(gateway, session, Session.ExecutionState.ACTIVE, 100, Optional.empty());
            Gateway.await("all are heard", () -> planner.seen.size() == 4);
            assertThat(planner.seen).containsExactly("first", "a", "b", "c");
        }
    }

    @Test
    void aFullQueueTakesNoneOfThem() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var session = gateway.send("first").session();
            change(gateway, session, Session.ExecutionState.ACTIVE, 2, Optional.empty());
            held(gateway);
            gateway.send(QueueMode.COLLECT, "a");
            gateway.send(QueueMode.COLLECT, "b");
            for (var mode : QueueMode.values()) {
                assertThatThrownBy(() -> gateway.send(mode, "c")).isInstanceOfSatisfying(WireException.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
                            assertThat(refused.retryAfter()).isPresent();
                        });
            }
            assertThat(gateway.engine.running()).as("nothing was interrupted").isEqualTo(1);
            planner.go.countDown();
            Gateway.await("all are heard", () -> planner.seen.size() == 3);
        }
    }

    @Test
    void aPausedSessionTakesThemAndAQuarantinedOneDoesNot() throws Exception {
        try (var gateway = gateway(Collecting.THREE)) {
            var session = gateway.send("first").session();
            change(gateway, session, Session.ExecutionState.PAUSED, 100, Optional.empty());
            var collected = gateway.send(QueueMode.COLLECT, "a").turn();
            assertThat(gateway.send(QueueMode.COLLECT, "b").turn()).isEqualTo(collected);
            gateway.send(QueueMode.STEER, "c");
            gateway.send(QueueMode.INTERRUPT, "d");
            Gateway.await("only the first was heard", () -> planner.seen.size() == 1);
            change(gateway, session, Session.ExecutionState.QUARANTINED, 100, Optional.empty());
            for (var mode : QueueMode.values()) {
                assertThatThrownBy(() -> gateway.send(mode, "e")).isInstanceOfSatisfying(WireException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
            }
            change(gateway, session, Session.ExecutionState.ACTIVE, 100, Optional.empty());
            Gateway.await("all are heard", () -> planner.seen.size() == 4);
            assertThat(planner.seen).containsExactly("first", "d", "a, b", "c");
        }
    }

    @Test
    void theSessionSaysWhatAMessageDoesThatSaysNothing() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var session = gateway.send("first").session();
            change(gateway, session, settings -> new SessionSettings(settings.planner(), settings.models(),
                    QueueMode.COLLECT, 100, settings.allow(), settings.deny(), settings.maxRisk(),
                    settings.confirmFrom(), settings.approvalMode(), false, 600, settings.pins(),
                    Optional.of(new SessionSettings.Collect(Optional.of(60_000), Optional.of(2), Optional.empty(),
                            Optional.of(60_000)))),
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
                    new dev.postern.pipeline.internal.run.Stop.Cancelled("k_client", List.of()));
            assertThat(gateway.engine.waiting()).isZero();
            assertThat(gateway.row(turn).orElseThrow().error()).isEmpty();
            assertThat(gateway.send(QueueMode.COLLECT, "c").turn()).isNotEqualTo(turn);
            gateway.send(QueueMode.QUEUE, "d");
            Gateway.await("the others are heard", () -> planner.seen.size() == 2);
            assertThat(planner.seen).containsExactly("c", "d");
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

    private static void change(Gateway gateway, String id, Session.ExecutionState state, int maxQueued,
            Optional<String> planner) throws Exception {
        change(gateway, id, is -> new SessionSettings(planner, is.models(), is.queueMode(), maxQueued, is.allow(),
                is.deny(), is.maxRisk(), is.confirmFrom(), is.approvalMode(), is.dryRun(), is.messagesPerMinute(),
                is.pins(), is.collect()), state);
    }

    private static void change(Gateway gateway, String id, UnaryOperator<SessionSettings> change,
            Session.ExecutionState state) throws Exception {
        var old = gateway.kept.rows().session("default", id).orElseThrow();
        var changed = new Session(old.id(), old.tenant(), old.workspace(), old.surface(), old.peer(), old.thread(),
                old.createdAt(), old.updatedAt(), old.revision() + 1, state, change.apply(old.settings()),
                old.progress());
        gateway.kept.store().commit(Batch.of(new Write.PutSession(changed, old.revision()),
                new Write.Append(SessionUpdated.of(changed))));
    }

    private static List<String> strings(Entry entry, String member) {
        return entry.meta().array(member).orElse(JsonArray.EMPTY).strings();
    }

    private static List<Entry> entries(Gateway gateway, String turn) {
        gateway.kept.settle();
        return gateway.kept.journal().ofTurn("default", turn).stream().map(record -> record.entry()).toList();
    }

    private static Entry find(Gateway gateway, String turn, RecordType type) {
        return entries(gateway, turn).stream().filter(entry -> entry.type() == type).findFirst().orElseThrow();
    }
}
