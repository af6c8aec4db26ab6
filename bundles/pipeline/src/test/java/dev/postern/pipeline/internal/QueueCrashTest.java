// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.TurnView;
import dev.postern.api.tool.Risk;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.Batch;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway dies around messages that are collected, that steer and that interrupt: none is lost and none counts twice. */
final class QueueCrashTest {
    @TempDir
    Path home;

    private final Collecting before = new Collecting();
    private final Collecting after = new Collecting();
    private final Tools tools = new Tools().add("mail.send", Risk.MEDIUM, true, input -> input);
    private final AtomicReference<CrashingStore> death = new AtomicReference<>();

    static Stream<Arguments> ends() {
        return Stream.of("turn.started", "turn.finished").flatMap(type -> Stream.of(true, false)
                .map(durable -> Arguments.of(type, durable)));
    }

    static Stream<Arguments> steps() {
        return Stream.of("decide.steered", "decide.asked", "decide.answered", "turn.finished")
                .flatMap(type -> Stream.of(true, false).map(durable -> Arguments.of(type, durable)));
    }

    @ParameterizedTest(name = "killed {0}")
    @ValueSource(booleans = {true, false})
    void aCollectionGoesOnWithWhatItHad(boolean killed) throws Exception {
        Accepted first;
        Accepted second;
        var gateway = Gateway.start(home, before, tools, Collecting.THREE, UnaryOperator.identity());
        first = gateway.send(QueueMode.COLLECT, "a");
        second = gateway.send(QueueMode.COLLECT, "b");
        if (killed) {
            gateway.crash();
        } else {
            gateway.close();
        }
        try (var again = Gateway.start(home, after, tools, Collecting.THREE, UnaryOperator.identity())) {
            var third = again.send(QueueMode.COLLECT, "c");
            assertThat(third.turn()).as("joins what is on record").isEqualTo(first.turn());
            assertThat(again.ended(first.turn()).reply()).contains("heard a, b, c");
            assertThat(messages(again, first.turn())).containsExactly(first.message(), second.message(),
                    third.message());
            assertThat(before.seen).isEmpty();
            assertThat(after.seen).containsExactly("a, b, c");
            assertThat(again.engine.waiting()).isZero();
        }
    }

    @Test
    void aCollectionThatIsOldByItsRecordsWaitsNoLonger() throws Exception {
        var gateway = Gateway.start(home, before, tools, Collecting.THREE, UnaryOperator.identity());
        var turn = gateway.send(QueueMode.COLLECT, "a").turn();
        gateway.send(QueueMode.COLLECT, "b");
        gateway.crash();
        var hasty = Collecting.settings(new Settings.Collect(Duration.ofMillis(1), 20, 1_000,
                Duration.ofSeconds(60)));
        try (var again = Gateway.start(home, after, tools, hasty, UnaryOperator.identity())) {
            assertThat(again.ended(turn).reply()).contains("heard a, b");
        }
    }

    @ParameterizedTest(name = "at {0}, durable {1}")
    @MethodSource("ends")
    void aCollectedTurnEndsOnceWithAllOfItsMessages(String type, boolean durable) throws Exception {
        var first = dying(before, batch -> holds(batch, type), durable);
        Accepted sent = null;
        for (var text : List.of("a", "b", "c")) {
            sent = first.send(QueueMode.COLLECT, text);
        }
        dies(first);
        try (var second = Gateway.start(home, after, tools)) {
            var turn = Objects.requireNonNull(sent).turn();
            assertThat(second.ended(turn).reply()).contains("heard a, b, c");
            assertThat(messages(second, turn)).hasSize(3).doesNotHaveDuplicates();
            assertThat(second.topics(turn).stream().filter("turn.finished"::equals)).hasSize(1);
            assertThat(second.kept.rows().openTurns()).isEmpty();
        }
    }

    @ParameterizedTest(name = "at {0}, durable {1}")
    @MethodSource("steps")
    void whatSteersReachesItsTurnOnceOrIsItsOwn(String type, boolean durable) throws Exception {
        var first = dying(new Paying(before), batch -> holdsLater(batch, type), durable);
        var turn = first.send("hold, call").turn();
        before.begun.await();
        var steer = first.send(QueueMode.STEER, "left").turn();
        before.go.countDown();
        dies(first);
        after.go.countDown();
        try (var second = Gateway.start(home, new Paying(after), tools)) {
            var into = second.ended(steer).into();
            assertThat(second.ended(turn).reply()).contains("heard hold, call | 1: left");
            assertThat(into).contains(turn);
            var steered = second.entries(turn).stream()
                    .filter(entry -> entry.type() == RecordType.DECIDE_STEERED).toList();
            assertThat(steered).as("recorded once").hasSize(1);
            assertThat(second.topics(steer).stream().filter("turn.finished"::equals)).hasSize(1);
            assertThat(second.kept.rows().openTurns()).isEmpty();
            // what was answered before is not asked for again, and what it was asked with is what it is asked with now
            var asked = second.entries(turn).stream().filter(entry -> entry.type() == RecordType.DECIDE_ASKED
                    && entry.meta().integer("step").filter(step -> step == 2).isPresent())
                    .map(entry -> entry.replay().object("request").orElseThrow().toString()).toList();
            assertThat(asked).isNotEmpty().allMatch(request -> request.contains("1: left"));
        }
    }

    @Test
    void anAnswerOnRecordTakesNothingNewAlong() throws Exception {
        var gate = new CountDownLatch(1);
        var first = Gateway.start(home, view -> {
            var decision = new Paying(before).next(view);
            gate.await();
            return decision;
        }, tools);
        var turn = first.send("call").turn();
        Gateway.await("the answer is on record", () -> first.topics(turn).contains("decide.answered"));
        var steer = first.send(QueueMode.STEER, "left").turn();
        first.crash();
        gate.countDown();
        try (var second = Gateway.start(home, new Paying(after), tools)) {
            assertThat(second.ended(turn).reply()).contains("heard call | 1: left");
            assertThat(second.ended(steer).into()).contains(turn);
            assertThat(second.entries(turn)).filteredOn(entry -> entry.type() == RecordType.DECIDE_STEERED)
                    .singleElement().satisfies(entry -> assertThat(entry.meta().integer("step")).contains(2L));
            assertThat(after.seen).containsExactly("call", "call | 1: left");
        }
    }

    @ParameterizedTest(name = "durable {0}")
    @ValueSource(booleans = {true, false})
    void whatInterruptsDoesSoAfterTheStartToo(boolean durable) throws Exception {
        var first = dying(before, batch -> holds(batch, "turn.cancelled"), durable);
        var running = first.send("hold").turn();
        before.begun.await();
        var queued = first.send(QueueMode.QUEUE, "later").turn();
        var urgent = first.send(QueueMode.INTERRUPT, "now").turn();
        dies(first);
        try (var second = Gateway.start(home, after, tools)) {
            assertThat(second.ended(queued).reply()).contains("heard later");
            assertThat(second.row(urgent).orElseThrow().reply()).contains("heard now");
            var cancelled = second.ended(running);
            assertThat(cancelled.state()).isEqualTo(Turn.State.CANCELLED);
            assertThat(cancelled.error().orElseThrow().code()).isEqualTo("interrupted");
            assertThat(after.seen).as("what was interrupted does not go on").containsExactly("now", "later");
            assertThat(second.topics(running).stream().filter("turn.cancelled"::equals)).hasSize(1);
        }
    }

    private Gateway dying(Planner planner, Predicate<Batch> at, boolean durable) {
        return Gateway.start(home, planner, tools, Collecting.THREE, store -> {
            death.set(new CrashingStore(store, at, durable));
            return death.get();
        });
    }

    private void dies(Gateway gateway) throws Exception {
        assertThat(death.get().crashed.await(60, TimeUnit.SECONDS)).isTrue();
        gateway.crash();
    }

    private static boolean holds(Batch batch, String type) {
        return batch.writes().stream().anyMatch(write -> write instanceof Write.Append(var entry)
                && entry.type().topic().equals(type));
    }

    /** One of the second step of a turn, or of its own end. */
    private static boolean holdsLater(Batch batch, String type) {
        return batch.writes().stream().anyMatch(write -> write instanceof Write.Append(var entry)
                && entry.type().topic().equals(type)
                && (entry.meta().integer("step").filter(step -> step == 2).isPresent()
                        || entry.meta().text("end").filter("reply"::equals).isPresent())
                && !(type.equals("turn.finished") && entry.meta().text("into").isPresent()));
    }

    private static List<String> messages(Gateway gateway, String turn) {
        return gateway.find(turn, RecordType.TURN_STARTED).meta().array("messages").orElseThrow().strings();
    }

    /** Pays for each step once, asking with all that it is shown. */
    private record Paying(Collecting shown) implements Planner {
        @Override
        public Decision next(TurnView view) throws Exception {
            var decision = shown.next(view);
            view.once("exchange", JsonObject.of("said", Collecting.said(view)),
                    () -> JsonObject.of("answer", Collecting.said(view)));
            return decision;
        }
    }
}
