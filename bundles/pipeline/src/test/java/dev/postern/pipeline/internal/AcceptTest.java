// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.surface.InboundMessage;
import dev.postern.api.surface.Receipt;
import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Write;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted, what is not, and in which order. */
final class AcceptTest {
    private static final Principal PEER = Principal.peer("default", "hook", "alice", Principal.Trust.UNKNOWN);

    @TempDir
    Path home;

    @Test
    void answersTheSameMessageWithTheFirstReceipt() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("ok"), new Tools())) {
            var first = gateway.accept("hook", PEER, "alice", "main", "hi", "m-1");
            var again = gateway.accept("hook", PEER, "alice", "main", "hi", "m-1");
            var other = gateway.accept("hook", PEER, "alice", "main", "hi", "m-2");
            assertThat(again).isEqualTo(new Receipt(first.session(), first.turn(), true));
            assertThat(other.duplicate()).isFalse();
            gateway.ended(other.turn());
            assertThat(gateway.kept.rows().turns("default", first.session(), null, 10)).hasSize(2);
        }
    }

    @Test
    void aMessageWaitsForWhatWasOpenToBeRead() throws Exception {
        try (var gateway = Gateway.unstarted(home, _ -> new Decision.Reply("ok"))) {
            var sent = new CompletableFuture<Receipt>();
            var sender = Thread.ofPlatform().start(() -> {
                try {
                    sent.complete(gateway.send("hi"));
                } catch (WireException refused) {
                    sent.completeExceptionally(refused);
                }
            });
            Gateway.await("it waits", () -> sender.getState() == Thread.State.TIMED_WAITING || sent.isDone());
            assertThat(sent).isNotDone();
            gateway.engine.start();
            gateway.ended(sent.get(60, TimeUnit.SECONDS).turn());
        }
    }

    @Test
    void acceptsOneOfManyCopiesOfAMessage() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("ok"), new Tools());
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            var sent = new ArrayList<Future<Receipt>>();
            for (int i = 0; i < 20; i++) {
                sent.add(senders.submit(() -> gateway.accept("hook", PEER, "alice", "main", "hi", "m-1")));
            }
            var receipts = new ArrayList<Receipt>();
            for (var one : sent) {
                receipts.add(one.get());
            }
            assertThat(receipts).filteredOn(receipt -> !receipt.duplicate()).hasSize(1);
            assertThat(receipts).extracting(Receipt::turn).containsOnly(receipts.getFirst().turn());
            gateway.ended(receipts.getFirst().turn());
            assertThat(gateway.kept.rows().turns("default", receipts.getFirst().session(), null, 10)).hasSize(1);
            var elsewhere = gateway.accept("other-hook", PEER, "alice", "main", "hi", "m-1");
            assertThat(elsewhere.duplicate()).as("each surface has ids of its own").isFalse();
        }
    }

    @Test
    void opensOneSessionForManyFirstMessagesAndRunsThemInOrder() throws Exception {
        var order = Collections.synchronizedList(new ArrayList<String>());
        try (var gateway = Gateway.start(home, view -> {
            order.add(view.turn());
            return new Decision.Reply("ok");
        }, new Tools()); var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            var sent = new ArrayList<Future<Receipt>>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                sent.add(senders.submit(() -> gateway.send("message " + number)));
            }
            var turns = new ArrayList<String>();
            var sessions = new ArrayList<String>();
            for (var one : sent) {
                turns.add(one.get().turn());
                sessions.add(one.get().session());
            }
            assertThat(Set.copyOf(sessions)).hasSize(1);
            turns.forEach(gateway::ended);
            assertThat(order).isEqualTo(turns.stream().sorted().toList());
            var accepted = gateway.kept.journal().ofSession("default", sessions.getFirst(), 0, 1000).stream()
                    .filter(record -> record.entry().type().topic().equals("turn.accepted"))
                    .map(record -> record.entry().turn())
                    .toList();
            assertThat(order).isEqualTo(accepted);
        }
    }

    @Test
    void runsSessionsSideBySide() throws Exception {
        var together = new CountDownLatch(20);
        try (var gateway = Gateway.start(home, _ -> {
            together.countDown();
            together.await();
            return new Decision.Reply("ok");
        }, new Tools())) {
            var turns = new ArrayList<String>();
            for (int i = 0; i < 20; i++) {
                turns.add(gateway.send("thread-" + i, "go").turn());
            }
            turns.forEach(gateway::ended);
            assertThat(together.getCount()).isZero();
        }
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("ok"), new Tools())) {
            assertRefused(ErrorCode.INVALID_PARAMS, () -> gateway.send("x".repeat(256 * 1024 + 1)));
            assertRefused(ErrorCode.INVALID_PARAMS, () -> gateway.send("ä".repeat(128 * 1024 + 1)));
            assertRefused(ErrorCode.INVALID_PARAMS, () -> gateway.send("x".repeat(257), "hi"));
            assertRefused(ErrorCode.INVALID_PARAMS, () -> accept(gateway,
                    Collections.nCopies(33, new Part.Text("x", Origin.PERSON)), JsonObject.EMPTY));
            assertRefused(ErrorCode.INVALID_PARAMS, () -> accept(gateway, List.of(), JsonObject.EMPTY));
            assertRefused(ErrorCode.INVALID_PARAMS,
                    () -> accept(gateway, List.of(new Part.Text("x", Origin.PERSON)),
                            JsonObject.of("much", "x".repeat(16 * 1024))));
            var deep = JsonObject.EMPTY;
            for (int i = 0; i < 48; i++) {
                deep = JsonObject.builder().put("in", deep).build();
            }
            var tooDeep = deep;
            assertRefused(ErrorCode.INVALID_PARAMS,
                    () -> accept(gateway, List.of(new Part.Text("x", Origin.PERSON)), tooDeep));
            gateway.ended(gateway.send("x".repeat(256 * 1024)).turn());
        }
    }

    @Test
    void refusesMoreThanTheGatewayHasRoomFor() throws Exception {
        var go = new CountDownLatch(1);
        var small = new Settings(1, 3, "rules", 32, Settings.DEFAULT.maxTurn(), 3, Settings.DEFAULT.ride(),
                Settings.DEFAULT.drain(), Settings.Outbox.DEFAULT, Settings.Collect.DEFAULT);
        try (var gateway = Gateway.start(home, _ -> {
            go.await();
            return new Decision.Reply("ok");
        }, new Tools(), small, UnaryOperator.identity())) {
            var running = gateway.send("runs").turn();
            Gateway.await("it runs", () -> gateway.engine.running() == 1);
            var waiting = new ArrayList<String>();
            for (int i = 0; i < 3; i++) {
                waiting.add(gateway.send("thread-" + i, "waits").turn());
            }
            assertThatThrownBy(() -> gateway.send("thread-9", "too many"))
                    .isInstanceOfSatisfying(WireException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
                        assertThat(refused.retryAfter()).isPresent();
                        assertThat(refused.retryable()).isTrue();
                    });
            go.countDown();
            gateway.ended(running);
            waiting.forEach(gateway::ended);
            gateway.ended(gateway.send("thread-9", "room again").turn());
        }
    }

    @Test
    void holdsASessionToItsOwnLimits() throws Exception {
        var go = new CountDownLatch(1);
        try (var gateway = Gateway.start(home, _ -> {
            go.await();
            return new Decision.Reply("ok");
        }, new Tools())) {
            var first = gateway.send("first");
            change(gateway, first.session(), Session.ExecutionState.ACTIVE, 2, 3);
            Gateway.await("it runs", () -> gateway.engine.running() == 1);
            gateway.send("second");
            gateway.send("third");
            assertRefused(ErrorCode.OVERLOADED, () -> gateway.send("fourth waiting"));
            go.countDown();
            Gateway.await("the queue is empty", () -> gateway.engine.waiting() + gateway.engine.running() == 0);
            gateway.send("fourth");
            assertThatThrownBy(() -> gateway.send("fifth in the minute"))
                    .isInstanceOfSatisfying(WireException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                        assertThat(refused.retryAfter().orElseThrow()).isPositive();
                    });
            gateway.send("another session", "is free");
        }
    }

    @Test
    void keepsMessagesOfAPausedSessionUntilItIsResumed() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("ok"), new Tools())) {
            var first = gateway.send("first");
            gateway.ended(first.turn());
            change(gateway, first.session(), Session.ExecutionState.PAUSED, 100, 600);
            var waits = gateway.send("waits").turn();
            gateway.ended(gateway.send("elsewhere", "runs").turn());
            assertThat(gateway.topics(waits)).doesNotContain("turn.started");
            change(gateway, first.session(), Session.ExecutionState.ACTIVE, 100, 600);
            gateway.ended(waits);
        }
    }

    @Test
    void refusesMessagesForAQuarantinedSession() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("ok"), new Tools())) {
            var first = gateway.send("first");
            gateway.ended(first.turn());
            change(gateway, first.session(), Session.ExecutionState.QUARANTINED, 100, 600);
            assertRefused(ErrorCode.PRECONDITION_FAILED, () -> gateway.send("no"));
            assertThat(gateway.kept.rows().turns("default", first.session(), null, 10)).hasSize(1);
        }
    }

    @Test
    void saysThatItComesBackWhenWhatIsKeptCannotBeRead() throws Exception {
        var gateway = Gateway.start(home, _ -> new Decision.Reply("ok"), new Tools());
        gateway.kept.close();
        assertThatThrownBy(() -> gateway.send("a session that must be looked for", "hello"))
                .isInstanceOfSatisfying(WireException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(refused.retryAfter()).isPresent();
                });
        gateway.engine.close();
    }

    @Test
    void letsNobodyIntoAnothersSession() throws Exception {
        var stranger = new Principal(Principal.Kind.CLIENT, "k_stranger", "default", Set.of("messages:write"),
                Principal.Trust.TRUSTED);
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("ok"), new Tools())) {
            var own = gateway.send("mine");
            var message = new InboundMessage("k_stranger", "main", "", List.of(new Part.Text("hi", Origin.PERSON)),
                    Instant.now(), "", JsonObject.EMPTY);
            assertThatThrownBy(() -> gateway.engine.accept(new Incoming(stranger, Session.GATEWAY,
                    Optional.of(own.session()), message, Optional.empty()), _ -> List.of()))
                    .hasMessage("there is no session " + own.session());
            assertRefused(ErrorCode.FORBIDDEN,
                    () -> gateway.accept(Session.GATEWAY, stranger, "k_client", "main", "as you", ""));
        }
    }

    @Test
    void letsWhoMaySpeakAsAnotherDoSoWithTheLowerTrust() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("ok"), new Tools())) {
            for (var trust : Principal.Trust.values()) {
                var speaker = speaker(trust);
                var own = gateway.accept(Session.GATEWAY, speaker, speaker.id(), "main", "as myself", "");
                var spoken = gateway.accept(Session.GATEWAY, speaker, "k_alice", "main", "as alice", "");
                var again = gateway.engine.accept(new Incoming(speaker, Session.GATEWAY, Optional.of(spoken.session()),
                        said("k_alice"), Optional.empty()), _ -> List.of()).receipt();

                assertThat(gateway.kept.rows().session("default", spoken.session()).orElseThrow().peer())
                        .isEqualTo("k_alice");
                assertThat(acting(gateway, own)).isEqualTo(new Acting(speaker.id(), trust));
                assertThat(List.of(acting(gateway, spoken), acting(gateway, again)))
                        .containsOnly(new Acting(speaker.id(), Principal.Trust.UNKNOWN));
            }
        }
    }

    @Test
    void chargesWhoSpeaksAsAnotherAndNotTheOther() throws Exception {
        var alice = new Principal(Principal.Kind.CLIENT, "k_alice", "default", Set.of(), Principal.Trust.TRUSTED);
        var bob = new Principal(Principal.Kind.CLIENT, "k_bob", "default", Set.of(), Principal.Trust.TRUSTED);
        var speaker = speaker(Principal.Trust.TRUSTED);
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("ok"), new Tools())) {
            for (var peer : List.of(alice, bob)) {
                var first = gateway.accept(Session.GATEWAY, peer, peer.id(), "main", "first", "");
                gateway.ended(first.turn());
                change(gateway, first.session(), Session.ExecutionState.ACTIVE, 100, 2);
            }
            gateway.accept(Session.GATEWAY, speaker, alice.id(), "main", "as alice", "");
            gateway.accept(Session.GATEWAY, speaker, bob.id(), "main", "as bob", "");
            for (var peer : List.of(alice, bob)) {
                assertRefused(ErrorCode.RATE_LIMITED,
                        () -> gateway.accept(Session.GATEWAY, speaker, peer.id(), "main", "too much", ""));
                gateway.accept(Session.GATEWAY, peer, peer.id(), "main", "has all of it", "");
                gateway.accept(Session.GATEWAY, peer, peer.id(), "main", "still", "");
            }
        }
    }

    private static Principal speaker(Principal.Trust trust) {
        return new Principal(Principal.Kind.CLIENT, "k_speaker_" + trust, "default",
                Set.of("messages:write", "peers:impersonate"), trust);
    }

    private static InboundMessage said(String peer) {
        return new InboundMessage(peer, "main", "", List.of(new Part.Text("hi", Origin.PERSON)), Instant.now(), "",
                JsonObject.EMPTY);
    }

    /** With whose rights, and how far trusted, a turn was accepted. */
    private static Acting acting(Gateway gateway, Receipt receipt) {
        var accepted = gateway.kept.journal().ofTurn("default", receipt.turn()).getFirst().entry();
        assertThat(accepted.type().topic()).isEqualTo("message.accepted");
        var principal = accepted.meta().object("principal").orElseThrow();
        return new Acting(principal.text("id").orElseThrow(),
                Principal.Trust.valueOf(principal.text("trust").orElseThrow().toUpperCase(Locale.ROOT)));
    }

    private record Acting(String id, Principal.Trust trust) {}

    private static Receipt accept(Gateway gateway, List<? extends Part> parts, JsonObject metadata)
            throws WireException {
        var message = new InboundMessage("k_client", "main", "", List.copyOf(parts), Instant.now(), "", metadata);
        return gateway.engine.accept(new Incoming(Gateway.CLIENT, Session.GATEWAY, Optional.empty(), message,
                Optional.empty()), _ -> List.of()).receipt();
    }

    private static void assertRefused(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOfSatisfying(WireException.class,
                refused -> assertThat(refused.code()).isEqualTo(code));
    }

    /** As sessions.update and its like do. */
    private static void change(Gateway gateway, String id, Session.ExecutionState state, int maxQueued, int perMinute)
            throws Exception {
        var old = gateway.kept.rows().session("default", id).orElseThrow();
        var shipped = SessionSettings.DEFAULT;
        var settings = new SessionSettings(shipped.planner(), shipped.models(), shipped.queueMode(), maxQueued,
                shipped.allow(), shipped.deny(), shipped.maxRisk(), shipped.confirmFrom(), shipped.approvalMode(),
                false, perMinute,
                shipped.pins(), shipped.collect(), shipped.instruction(), shipped.limits());
        var changed = new Session(old.id(), old.tenant(), old.workspace(), old.surface(), old.peer(), old.thread(),
                old.createdAt(), old.updatedAt(), old.revision() + 1, state, settings, old.progress());
        gateway.kept.store().commit(Batch.of(new Write.PutSession(changed, old.revision()),
                new Write.Append(SessionUpdated.of(changed))));
    }
}
