// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.blobs.internal.TestBlobs;
import dev.postern.core.hash.Sha256;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Erased;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.gateway.internal.dispatch.KeyedRequests;
import dev.postern.json.StrictJson;
import dev.postern.pipeline.internal.method.MessagesSend;
import dev.postern.pipeline.internal.method.TurnView;
import dev.postern.pipeline.internal.method.TurnsCancel;
import dev.postern.pipeline.internal.method.TurnsGet;
import dev.postern.pipeline.internal.method.TurnsList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wire's methods for messages and turns, on the real engine, store, blobs and idempotency keys. */
final class MethodsTest {
    private static final Planner OK = _ -> new Decision.Reply("ok");
    private static final MethodContext CLIENT = new Asker(Gateway.CLIENT);
    private static final MethodContext STRANGER = new Asker(new Principal(Principal.Kind.CLIENT, "k_client", "other",
            Set.of("*"), Principal.Trust.OPERATOR));

    private static final MethodContext COLLEAGUE = new Asker(new Principal(Principal.Kind.CLIENT, "k_other", "default",
            Set.of("sessions:read", "sessions:write"), Principal.Trust.TRUSTED));

    @TempDir
    Path home;

    @Test
    void bringsAttachmentsBesideTheText() throws Exception {
        var seen = Collections.synchronizedList(new ArrayList<List<Part>>());
        try (var gateway = Gateway.start(home, view -> {
            seen.add(List.copyOf(view.message()));
            return new Decision.Reply("seen");
        }, new Tools())) {
            var blob = TestBlobs.in(home, gateway.kept).put("default", "text/plain", bytes("attached")).id();
            var send = send(gateway);
            gateway.ended(send.handle(message("look", List.of(blob)), CLIENT).turn());
            gateway.ended(send.handle(message("", List.of(blob, blob)), CLIENT).turn());
            gateway.ended(send.handle(named(blob, "a plan.txt"), CLIENT).turn());
            var attached = new Part.Blob(blob, "text/plain", "", Origin.PERSON);
            assertThat(seen).containsExactly(List.of(new Part.Text("look", Origin.PERSON), attached),
                    List.of(attached, attached), List.of(new Part.Text("named", Origin.PERSON),
                            new Part.Blob(blob, "text/plain", "a plan.txt", Origin.PERSON)));
        }
    }

    @Test
    void acceptsNothingWhoseAttachmentIsNotThere() throws Exception {
        try (var gateway = Gateway.start(home, OK, new Tools())) {
            var foreign = TestBlobs.in(home, gateway.kept).put("other", "text/plain", bytes("not yours")).id();
            var send = send(gateway);
            assertRefused(ErrorCode.NOT_FOUND, () -> send.handle(message("look", List.of(foreign)), CLIENT));
            assertRefused(ErrorCode.NOT_FOUND, () -> send.handle(message("look", List.of("b_none")), CLIENT));
            assertRefused(ErrorCode.INVALID_PARAMS, () -> send.handle(message("", List.of()), CLIENT));
            assertRefused(ErrorCode.INVALID_PARAMS, () -> send.handle(named("b_1", "one", "two"), CLIENT));
            assertRefused(ErrorCode.INVALID_PARAMS, () -> send.handle(named("b_1", "n".repeat(257)), CLIENT));
            assertThat(gateway.kept.journal().newest()).as("nothing but the blob is kept").isZero();
        }
    }

    @Test
    void acceptsAMessageWithAKeyOnce() throws Exception {
        MessagesSend.Result first;
        try (var gateway = Gateway.start(home, OK, new Tools())) {
            var keys = new KeyedRequests(gateway.kept);
            first = keyed(keys, send(gateway), "k", "hi");
            assertThat(first.state()).isEqualTo(Turn.State.QUEUED);
            gateway.ended(first.turn());
            assertThat(keyed(keys, send(gateway), "k", "hi")).isEqualTo(first);
            assertRefused(ErrorCode.IDEMPOTENCY_CONFLICT, () -> keyed(keys, send(gateway), "k", "something else"));
            assertThat(turns(gateway, first.session())).containsExactly(first.turn());
        }
        try (var gateway = Gateway.start(home, OK, new Tools())) {
            var keys = new KeyedRequests(gateway.kept);
            assertThat(keyed(keys, send(gateway), "k", "hi")).as("after a restart").isEqualTo(first);
            assertRefused(ErrorCode.IDEMPOTENCY_CONFLICT, () -> keyed(keys, send(gateway), "k", "something else"));
            assertThat(turns(gateway, first.session())).containsExactly(first.turn());
        }
    }

    @Test
    void acceptsAMessageWithAKeyOnceHoweverManyAskAtATime() throws Exception {
        try (var gateway = Gateway.start(home, OK, new Tools());
                var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var keys = new KeyedRequests(gateway.kept);
            var send = send(gateway);
            var asked = new ArrayList<Future<MessagesSend.Result>>();
            for (int i = 0; i < 20; i++) {
                asked.add(askers.submit(() -> keyed(keys, send, "k", "hi")));
            }
            var outcomes = new HashSet<MessagesSend.Result>();
            for (var one : asked) {
                outcomes.add(one.get());
            }
            assertThat(outcomes).hasSize(1);
            var only = outcomes.iterator().next();
            assertThat(turns(gateway, only.session())).containsExactly(only.turn());
        }
    }

    @Test
    void keepsNoRefusalForAKeyThatMayBeTriedAgain() throws Exception {
        var go = new CountDownLatch(1);
        var small = new Settings(1, 1, "rules", 32, Settings.DEFAULT.maxTurn(), 3, Settings.DEFAULT.ride(),
                Settings.DEFAULT.drain(), Settings.Outbox.DEFAULT, Settings.Collect.DEFAULT);
        try (var gateway = Gateway.start(home, _ -> {
            go.await();
            return new Decision.Reply("ok");
        }, new Tools(), small, UnaryOperator.identity())) {
            var keys = new KeyedRequests(gateway.kept);
            var send = send(gateway);
            var running = send.handle(message("runs", List.of()), CLIENT);
            Gateway.await("it runs", () -> gateway.engine.running() == 1);
            var waiting = send.handle(message("waits", List.of()), CLIENT);
            assertThatThrownBy(() -> keyed(keys, send, "k", "too many"))
                    .isInstanceOfSatisfying(WireException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
                        assertThat(refused.retryable()).isTrue();
                        assertThat(refused.retryAfter()).isPresent();
                    });
            go.countDown();
            gateway.ended(waiting.turn());
            var later = keyed(keys, send, "k", "too many");
            gateway.ended(later.turn());
            assertThat(turns(gateway, running.session())).containsExactly(running.turn(), waiting.turn(),
                    later.turn());
        }
    }

    @Test
    void saysWhichParamAMessageOfNothingLacks() throws Exception {
        try (var gateway = Gateway.start(home, OK, new Tools())) {
            assertThatThrownBy(() -> send(gateway).handle(message("", List.of()), CLIENT))
                    .hasMessage("params/text: must not be empty without attachments");
            assertThat(gateway.kept.journal().newest()).isZero();
        }
    }

    @Test
    void takesASessionOrItsPeerAndThread() throws Exception {
        try (var gateway = Gateway.start(home, OK, new Tools())) {
            var send = send(gateway);
            var first = send.handle(message("hi", List.of()), CLIENT);
            var session = Optional.of(first.session());
            var again = send.handle(new MessagesSend.Params(Optional.empty(), Optional.empty(), session, "again",
                    Optional.empty(), Optional.empty(), Optional.empty(), false), CLIENT);
            assertThat(again.session()).isEqualTo(first.session());
            assertThatThrownBy(() -> send.handle(message("", List.of()), CLIENT)).isInstanceOfSatisfying(
                    WireException.class, refused -> assertThat(refused.details().getFirst().text("path"))
                            .contains("/text"));
            assertRefused(ErrorCode.INVALID_PARAMS, () -> send.handle(new MessagesSend.Params(Optional.empty(),
                    Optional.of("main"), session, "both", Optional.empty(), Optional.empty(), Optional.empty(), false),
                    CLIENT));
            assertRefused(ErrorCode.NOT_FOUND, () -> send.handle(new MessagesSend.Params(Optional.empty(),
                    Optional.empty(), session, "not mine", Optional.empty(), Optional.empty(), Optional.empty(), false),
                    STRANGER));
        }
    }

    @Test
    void listsTurnsByPage() throws Exception {
        try (var gateway = Gateway.start(home, OK, new Tools())) {
            var accepted = new ArrayList<String>();
            for (int i = 0; i < 5; i++) {
                accepted.add(gateway.send("turn " + i).turn());
            }
            accepted.forEach(gateway::ended);
            var session = gateway.row(accepted.getFirst()).orElseThrow().session();
            var list = new TurnsList(gateway.kept.rows(), gateway.engine);
            var first = list.handle(new TurnsList.Params(Optional.of(session), 3, Optional.empty()), CLIENT);
            assertThat(first.turns()).extracting(TurnView::id).isEqualTo(accepted.subList(0, 3));
            var second = list.handle(new TurnsList.Params(Optional.of(session), 3, first.next()), CLIENT);
            assertThat(second.turns()).extracting(TurnView::id).isEqualTo(accepted.subList(3, 5));
            assertThat(second.next()).isEmpty();
            assertThat(list.handle(new TurnsList.Params(Optional.of(session), 5, Optional.empty()), CLIENT).next())
                    .isEmpty();
            assertRefused(ErrorCode.NOT_FOUND,
                    () -> list.handle(new TurnsList.Params(Optional.of(session), 3, Optional.empty()), STRANGER));
        }
    }

    @Test
    void listsTheTurnsOfAllSessionsThatHaveNotEnded() throws Exception {
        var go = new CountDownLatch(1);
        try (var gateway = Gateway.start(home, view -> {
            if (!view.message().toString().contains("ended")) {
                go.await();
            }
            return new Decision.Reply("done");
        }, new Tools())) {
            gateway.ended(gateway.send("ended", "ended").turn());
            var open = new ArrayList<String>();
            for (int i = 0; i < 3; i++) {
                open.add(gateway.send("thread " + i, "wait").turn());
            }
            var list = new TurnsList(gateway.kept.rows(), gateway.engine);
            var first = list.handle(new TurnsList.Params(Optional.empty(), 2, Optional.empty()), CLIENT);
            assertThat(first.turns()).extracting(TurnView::id).isEqualTo(open.subList(0, 2));
            var second = list.handle(new TurnsList.Params(Optional.empty(), 2, first.next()), CLIENT);
            assertThat(second.turns()).extracting(TurnView::id).isEqualTo(open.subList(2, 3));
            assertThat(second.next()).isEmpty();
            for (var other : List.of(COLLEAGUE, STRANGER)) {
                assertThat(list.handle(new TurnsList.Params(Optional.empty(), 2, Optional.empty()), other).turns())
                        .isEmpty();
            }
            go.countDown();
            open.forEach(gateway::ended);
        }
    }

    @Test
    void showsWhereATurnStands() throws Exception {
        var go = new CountDownLatch(1);
        try (var gateway = Gateway.start(home, _ -> {
            go.await();
            return new Decision.Reply("here I am");
        }, new Tools())) {
            var get = new TurnsGet(gateway.kept.rows(), gateway.engine);
            var turn = new TurnsGet.Params(gateway.send("hi").turn());
            var next = new TurnsGet.Params(gateway.send("and?").turn());
            Gateway.await("it runs", () -> gateway.engine.running() == 1);
            assertThat(get.handle(turn, CLIENT).turn().state()).isEqualTo(Turn.State.RUNNING);
            assertThat(get.handle(next, CLIENT).turn().state()).isEqualTo(Turn.State.QUEUED);
            go.countDown();
            gateway.ended(turn.turn());
            var ended = get.handle(turn, CLIENT).turn();
            assertThat(ended.state()).isEqualTo(Turn.State.FINISHED);
            assertThat(ended.reply()).contains("here I am");
            assertThat(ended.endedAt()).isPresent();
            assertRefused(ErrorCode.NOT_FOUND, () -> get.handle(turn, STRANGER));
            assertRefused(ErrorCode.NOT_FOUND, () -> get.handle(new TurnsGet.Params("t_none"), CLIENT));
        }
    }

    /** A short text could be found by trying if anybody could compute what is kept of it. */
    @Test
    void whatIsKeptOfARequestNeedsTheHomesKey() throws Exception {
        try (var gateway = Gateway.start(home, OK, new Tools())) {
            var keys = new KeyedRequests(gateway.kept);
            keyed(keys, send(gateway), "k", "pin 4711");
            var params = new StrictJson().newMapper().write(message("pin 4711", List.of())).canonical();
            var row = gateway.kept.rows().outcome("default", Gateway.CLIENT.id(), "MessagesSend", "k").orElseThrow();
            assertThat(row.digest()).isNotEqualTo(Sha256.hex(params)).hasSize(64);
            // one from before digests had a key, and one that was erased
            var old = keeps(gateway, row, "old", Sha256.hex(params));
            keeps(gateway, row, "gone", Erased.TEXT);
            assertThat(keyed(keys, send(gateway), "old", "pin 4711").turn()).isEqualTo(old);
            assertThat(keyed(keys, send(gateway), "gone", "pin 4711").turn()).isEqualTo(old);
            assertThat(keyed(keys, send(gateway), "gone", "pin 0815").turn()).isEqualTo(old);
            assertRefused(ErrorCode.IDEMPOTENCY_CONFLICT, () -> keyed(keys, send(gateway), "old", "pin 0815"));
        }
    }

    private static String keeps(Gateway gateway, Write.StoredOutcome row, String key, String digest) throws Exception {
        gateway.kept.store().commit(Batch.of(new Write.PutOutcome(new Write.StoredOutcome(row.tenant(), row.principal(),
                row.method(), key, digest, row.outcome(), row.at()))));
        return row.outcome().object("result").orElseThrow().text("turn").orElseThrow();
    }

    @Test
    void cancelsATurnOnce() throws Exception {
        try (var gateway = Gateway.start(home, _ -> {
            Thread.sleep(60_000);
            return new Decision.Reply("never");
        }, new Tools())) {
            var keys = new KeyedRequests(gateway.kept);
            var cancel = new TurnsCancel(gateway.kept.rows(), gateway.engine);
            var turn = new TurnsCancel.Params(gateway.send("think").turn());
            assertRefused(ErrorCode.NOT_FOUND, () -> cancel.handle(turn, STRANGER));
            Gateway.await("it runs", () -> gateway.engine.running() == 1);
            var done = keys.ask(cancel, TurnsCancel.Result.class, Gateway.CLIENT, "stop", turn);
            assertThat(done).isEqualTo(new TurnsCancel.Result(turn.turn(), Turn.State.CANCELLED));
            assertThat(gateway.row(turn.turn()).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
            assertThat(keys.ask(cancel, TurnsCancel.Result.class, Gateway.CLIENT, "stop", turn)).isEqualTo(done);
            assertThat(cancel.handle(turn, CLIENT)).as("without the key too").isEqualTo(done);
            assertThat(gateway.topics(turn.turn())).containsOnlyOnce("turn.cancelled");
        }
    }

    @Test
    void tellsAColleagueNothing() throws Exception {
        var go = new CountDownLatch(1);
        try (var gateway = Gateway.start(home, _ -> {
            go.await();
            return new Decision.Reply("done");
        }, new Tools())) {
            var sent = gateway.send("mine");
            var rows = gateway.kept.rows();
            var words = "there is no turn " + sent.turn();
            assertThatThrownBy(() -> new TurnsGet(rows, gateway.engine)
                    .handle(new TurnsGet.Params(sent.turn()), COLLEAGUE)).hasMessage(words);
            assertThatThrownBy(() -> new TurnsCancel(rows, gateway.engine)
                    .handle(new TurnsCancel.Params(sent.turn()), COLLEAGUE)).hasMessage(words);
            assertThatThrownBy(() -> new TurnsList(rows, gateway.engine)
                    .handle(new TurnsList.Params(Optional.of(sent.session()), 3, Optional.empty()), COLLEAGUE))
                    .hasMessage("there is no session " + sent.session());
            go.countDown();
            assertThat(gateway.ended(sent.turn()).state()).isEqualTo(Turn.State.FINISHED);
        }
    }

    @Test
    void cancelsNothingThatHasEnded() throws Exception {
        try (var gateway = Gateway.start(home, OK, new Tools())) {
            var turn = gateway.send("hi").turn();
            gateway.ended(turn);
            assertRefused(ErrorCode.CONFLICT,
                    () -> new TurnsCancel(gateway.kept.rows(), gateway.engine).handle(new TurnsCancel.Params(turn),
                            CLIENT));
            assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.FINISHED);
        }
    }

    private MessagesSend send(Gateway gateway) {
        return new MessagesSend(gateway.engine, TestBlobs.in(home, gateway.kept));
    }

    private static MessagesSend.Params message(String text, List<String> attachments) {
        return new MessagesSend.Params(Optional.empty(), Optional.empty(), Optional.empty(), text,
                attachments.isEmpty() ? Optional.empty() : Optional.of(attachments), Optional.empty(), Optional.empty(),
                false);
    }

    private static MessagesSend.Params named(String blob, String... names) {
        return new MessagesSend.Params(Optional.empty(), Optional.empty(), Optional.empty(), "named",
                Optional.of(List.of(blob)), Optional.of(List.of(names)), Optional.empty(), false);
    }

    private static MessagesSend.Result keyed(KeyedRequests keys, MessagesSend send, String key, String text)
            throws Exception {
        return keys.ask(send, MessagesSend.Result.class, Gateway.CLIENT, key, message(text, List.of()));
    }

    private static List<String> turns(Gateway gateway, String session) {
        return gateway.kept.rows().turns("default", session, null, 100).stream().map(Turn::id).toList();
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOfSatisfying(WireException.class,
                refused -> assertThat(refused.code()).isEqualTo(code));
    }

    /** Somebody who asks without an idempotency key. */
}
