// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.blobs.internal.TestBlobs;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.RecordType;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.gateway.internal.dispatch.KeyedRequests;
import dev.postern.pipeline.internal.method.MessagesSend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What messages do that steer a turn or interrupt it, and what holds in every mode. */
final class QueueModesTest {
    private static final Principal OTHER = new Principal(Principal.Kind.CLIENT, "k_client", "default", Set.of("*"),
            Principal.Trust.UNKNOWN);

    @TempDir
    Path home;

    private final Collecting planner = new Collecting();
    private final Tools tools = new Tools().add("mail.send", Risk.MEDIUM, false, input -> input);

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
                var end = gateway.find(message.turn(), RecordType.TURN_FINISHED).meta();
                assertThat(end.text("end")).contains("steered");
                assertThat(end.text("into")).contains(turn);
                assertThat(end.integer("step")).contains(2L);
            }
            var steered = gateway.find(turn, RecordType.DECIDE_STEERED);
            assertThat(steered.meta().integer("step")).contains(2L);
            assertThat(steered.meta().array("messages").orElseThrow().strings()).containsExactly(first.message(),
                    second.message());
            assertThat(steered.meta().array("turns").orElseThrow().strings()).containsExactly(first.turn(),
                    second.turn());
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
            Gateway.await("nothing runs", () -> gateway.engine.running() == 0);
            assertThat(gateway.send(QueueMode.STEER, "and now").target()).isEmpty();
        }
    }

    @Test
    void aPlannerThatReadsNoSteeringGetsNone() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var session = gateway.send("first").session();
            SessionUpdated.change(gateway, session, Session.ExecutionState.ACTIVE, 100, Optional.of(Gateway.DEAF));
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
            var record = gateway.find(running, RecordType.TURN_CANCELLED).meta();
            assertThat(record.text("reason")).contains("interrupted");
            assertThat(record.text("next")).contains(urgent.turn());
            assertThat(record.text("by")).contains(Gateway.CLIENT.id());
            assertThat(gateway.topics(running)).endsWith("turn.cancelled").doesNotHaveDuplicates();
            var arrived = gateway.find(urgent.turn(), RecordType.MESSAGE_QUEUED).meta();
            assertThat(arrived.text("mode")).contains("interrupt");
            assertThat(arrived.text("target")).contains(running);
        }
    }

    @Test
    void aCallInFlightEndsWithTheTurnThatIsInterrupted() throws Exception {
        var calling = new CountDownLatch(1);
        tools.add("mail.send", Risk.MEDIUM, false, _ -> {
            calling.countDown();
            new CountDownLatch(1).await(); // until it is interrupted
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
            SessionUpdated.change(gateway, session, Session.ExecutionState.PAUSED, 100, Optional.empty());
            gateway.send(QueueMode.QUEUE, "c");
            gateway.send(QueueMode.INTERRUPT, "a");
            gateway.send(QueueMode.INTERRUPT, "b");
            SessionUpdated.change(gateway, session, Session.ExecutionState.ACTIVE, 100, Optional.empty());
            Gateway.await("all are heard", () -> planner.seen.size() == 4);
            assertThat(planner.seen).containsExactly("first", "a", "b", "c");
        }
    }

    @Test
    void aFullQueueTakesNoneOfThem() throws Exception {
        try (var gateway = gateway(Settings.DEFAULT)) {
            var session = gateway.send("first").session();
            SessionUpdated.change(gateway, session, Session.ExecutionState.ACTIVE, 2, Optional.empty());
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
            SessionUpdated.change(gateway, session, Session.ExecutionState.PAUSED, 100, Optional.empty());
            var collected = gateway.send(QueueMode.COLLECT, "a").turn();
            assertThat(gateway.send(QueueMode.COLLECT, "b").turn()).isEqualTo(collected);
            gateway.send(QueueMode.STEER, "c");
            gateway.send(QueueMode.INTERRUPT, "d");
            Gateway.await("only the first was heard", () -> planner.seen.size() == 1);
            SessionUpdated.change(gateway, session, Session.ExecutionState.QUARANTINED, 100, Optional.empty());
            for (var mode : QueueMode.values()) {
                assertThatThrownBy(() -> gateway.send(mode, "e")).isInstanceOfSatisfying(WireException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
            }
            SessionUpdated.change(gateway, session, Session.ExecutionState.ACTIVE, 100, Optional.empty());
            Gateway.await("all are heard", () -> planner.seen.size() == 4);
            assertThat(planner.seen).containsExactly("first", "d", "a, b", "c");
        }
    }

    @ParameterizedTest
    @EnumSource(QueueMode.class)
    void theSameMessageAgainIsTheSameInEveryMode(QueueMode mode) throws Exception {
        MessagesSend.Result first;
        var params = new MessagesSend.Params(Optional.empty(), Optional.empty(), Optional.empty(), "again",
                Optional.empty(), Optional.empty(), Optional.of(mode), false);
        try (var gateway = gateway(Settings.DEFAULT)) {
            held(gateway);
            gateway.send(QueueMode.COLLECT, "before");
            first = keyed(gateway, params);
            assertThat(keyed(gateway, params)).isEqualTo(first);
            planner.go.countDown();
            gateway.ended(first.turn());
            assertThat(keyed(gateway, params)).isEqualTo(first);
        }
        try (var gateway = gateway(Settings.DEFAULT)) {
            assertThat(keyed(gateway, params)).as("after a restart").isEqualTo(first);
            Gateway.await("nothing is left", () -> gateway.kept.rows().openTurns().isEmpty());
            assertThat(planner.seen).filteredOn(said -> said.contains("again")).hasSize(1);
        }
    }

    private MessagesSend.Result keyed(Gateway gateway, MessagesSend.Params params) throws Exception {
        return new KeyedRequests(gateway.kept).ask(new MessagesSend(gateway.engine, TestBlobs.in(home, gateway.kept)),
                MessagesSend.Result.class, Gateway.CLIENT, "k", params);
    }

    /** A turn that runs until it may go on. */
    private Gateway gateway(Settings settings) {
        return Gateway.start(home, planner, tools, settings, UnaryOperator.identity());
    }

    /** A turn that runs until it may go on. */
    private String held(Gateway gateway) throws Exception {
        var turn = gateway.send("hold").turn();
        planner.begun.await();
        return turn;
    }
}
