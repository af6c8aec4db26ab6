// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

import dev.postern.api.client.Client;
import dev.postern.api.client.ClientException;
import dev.postern.api.client.ClientMessage;
import dev.postern.api.client.ClientMessage.Choice;
import dev.postern.api.client.ClientMessage.Destination;
import dev.postern.api.client.TurnFeed;
import dev.postern.api.client.TurnFeed.News;
import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.TurnView;
import dev.postern.api.tool.Risk;
import dev.postern.blobs.internal.TestBlobs;
import dev.postern.core.hash.Sha256;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.RecordType;
import dev.postern.core.wire.Streams;
import dev.postern.pipeline.internal.client.DefaultClientAccess;
import dev.postern.pipeline.internal.client.Pieces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come by another wire, on the real engine and store. */
final class ClientAccessTest {
    private static final Planner ECHO = view -> new Decision.Reply(
            "re: " + ((Part.Text) view.message().getLast()).text());
    private static final Duration LONGEST = Duration.ofMinutes(1);

    @TempDir
    Path home;
    private final Tokens tokens = new Tokens();
    private final Pieces pieces = new Pieces();

    @Test
    void whatItSaysIsAnsweredInASessionOfItsOwn() throws Exception {
        try (var gateway = Gateway.start(home, ECHO, new Tools())) {
            var client = client(gateway, "*");
            var sent = client.send(message("lobby", "hello", Optional.empty()));
            assertThat(gateway.ended(sent.turn()).reply()).contains("re: hello");
            var session = gateway.kept.rows().session("default", sent.session()).orElseThrow();
            assertThat(session.owner()).contains(client.id());
            assertThat(session.thread()).isEqualTo("lobby");
            assertThat(client.turn(sent.turn()).orElseThrow().state()).isEqualTo("finished");
            var again = client.send(new ClientMessage(new Destination.Session(sent.session(), Choice.NONE), "",
                    text("more"), List.of(), JsonObject.EMPTY, Optional.empty()));
            assertThat(again.session()).isEqualTo(sent.session());
        }
    }

    @Test
    void whatNobodyLetItDoItDoesNot() throws Exception {
        try (var gateway = Gateway.start(home, ECHO, new Tools())) {
            var reader = client(gateway, "sessions:read");
            assertThat(refused(() -> reader.send(message("a", "x", Optional.empty())))).isEqualTo("forbidden");
            var writer = client(gateway, "messages:write");
            var sent = writer.send(message("a", "x", Optional.empty()));
            assertThat(refused(() -> writer.turn(sent.turn()))).isEqualTo("forbidden");
            assertThat(refused(() -> writer.follow(sent.turn()))).isEqualTo("forbidden");
            assertThat(refused(() -> writer.cancel(sent.turn()))).isEqualTo("forbidden");
            assertThat(refused(() -> writer.store("image/png", new byte[1]))).isEqualTo("forbidden");
            assertThat(refused(() -> writer.send(new ClientMessage(
                    new Destination.Thread("b", new Choice(Optional.of("rules"), Map.of())), "", text("x"), List.of(),
                    JsonObject.EMPTY, Optional.empty())))).isEqualTo("forbidden");
        }
    }

    @Test
    void somebodyElsesTurnIsNotThere() throws Exception {
        try (var gateway = Gateway.start(home, ECHO, new Tools())) {
            var sent = gateway.send("mine");
            var other = client(gateway, "sessions:read", "sessions:write", "messages:write");
            assertThat(other.turn(sent.turn())).isEmpty();
            assertThat(refused(() -> other.follow(sent.turn()))).isEqualTo("not_found");
            assertThat(refused(() -> other.cancel(sent.turn()))).isEqualTo("not_found");
            assertThat(refused(() -> other.send(new ClientMessage(
                    new Destination.Session(sent.session(), Choice.NONE), "", text("x"), List.of(), JsonObject.EMPTY,
                    Optional.empty())))).isEqualTo("not_found");
        }
    }

    @Test
    void oneKeyIsOneTurn() throws Exception {
        try (var gateway = Gateway.start(home, ECHO, new Tools())) {
            var client = client(gateway, "*");
            var first = client.send(message("once", "hello", once("k1", "hello")));
            var again = client.send(message("another", "hello", once("k1", "hello")));
            assertThat(again.turn()).isEqualTo(first.turn());
            assertThat(again.session()).isEqualTo(first.session());
            assertThat(again.duplicate()).isTrue();
            assertThat(refused(() -> client.send(message("once", "bye", once("k1", "bye")))))
                    .isEqualTo("idempotency_conflict");
            assertThat(client.send(message("once", "bye", once("k2", "bye"))).duplicate()).isFalse();
            // another client's keys are its own
            assertThat(client(gateway, "*").send(message("once", "hello", once("k1", "hello"))).duplicate()).isFalse();
        }
        try (var gateway = Gateway.start(home, ECHO, new Tools())) {
            tokens.count = 0;
            assertThat(client(gateway, "*").send(message("x", "hello", once("k1", "hello"))).duplicate()).isTrue();
        }
    }

    @Test
    void ofTwoAtATimeWithOneKeyOneIsDone() throws Exception {
        try (var gateway = Gateway.start(home, ECHO, new Tools())) {
            var client = client(gateway, "*");
            var turns = java.util.Collections.synchronizedSet(new java.util.HashSet<String>());
            var go = new CountDownLatch(1);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        go.await();
                        turns.add(client.send(message("race", "go", once("k", "go"))).turn());
                    } catch (ClientException | InterruptedException failed) {
                        turns.add(failed.toString());
                    }
                }));
            }
            go.countDown();
            for (var thread : threads) {
                thread.join();
            }
            assertThat(turns).hasSize(1).allMatch(turn -> turn.startsWith("t_"));
        }
    }

    @Test
    void whatItSaysWasSaidBeforeIsTheClientsWord() throws Exception {
        var seen = new ArrayList<TurnView.Exchange>();
        Planner reader = view -> {
            seen.addAll(view.history(10));
            return new Decision.Reply("ok");
        };
        try (var gateway = Gateway.start(home, reader, new Tools())) {
            var client = client(gateway, "*");
            var asked = new TurnView.Exchange(text("and then?"), "");
            var answered = new TurnView.Exchange(text("who?"), "You\r\nthere.");
            var turn = client.send(before("told", List.of(answered, asked))).turn();
            gateway.ended(turn);
            assertThat(seen).extracting(TurnView.Exchange::reply).containsExactly("You\nthere.", "");
            assertThat(origin(gateway, turn)).isEqualTo("foreign");
            seen.clear();
            var own = client.send(before("own", List.of(asked))).turn();
            gateway.ended(own);
            assertThat(origin(gateway, own)).isEqualTo("person");
            seen.clear();
            gateway.ended(client.send(before("own", List.of(asked))).turn());
            assertThat(seen).as("what is on record comes first").hasSize(2);
            assertThat(seen.getFirst().reply()).isEqualTo("ok");
            assertThat(refused(() -> client.send(before("large",
                    List.of(new TurnView.Exchange(text("x".repeat(600_000)), "")))))).isEqualTo("invalid_params");
        }
    }

    @Test
    void aConversationKeepsWhatItDecidesWith() throws Exception {
        try (var gateway = Gateway.start(home, ECHO, new Tools())) {
            var client = client(gateway, "*");
            var chosen = new Choice(Optional.of("models"), Map.of("default", "local/m"));
            var sent = client.send(to("routed", chosen));
            var settings = gateway.kept.rows().session("default", sent.session()).orElseThrow().settings();
            assertThat(settings.planner()).contains("models");
            assertThat(settings.models()).containsEntry("default", "local/m");
            assertThat(client.send(to("routed", chosen)).session()).isEqualTo(sent.session());
            assertThat(client.send(to("routed", Choice.NONE)).session()).isEqualTo(sent.session());
            assertThat(refused(() -> client.send(to("routed", new Choice(Optional.of("rules"), Map.of())))))
                    .isEqualTo("conflict");
            assertThat(refused(() -> client.send(to("bad", new Choice(Optional.of("No Planner"), Map.of())))))
                    .isEqualTo("invalid_params");
        }
    }

    @Test
    void aTurnIsFollowedFromItsBeginningWhenever() throws Exception {
        var hold = new CountDownLatch(1);
        Planner caller = view -> {
            if (view.steps().isEmpty()) {
                view.once("model_exchange", JsonObject.EMPTY,
                        () -> JsonObject.builder().put("usage", JsonObject.builder()
                                .put("input", 10).put("cachedInput", 4).put("output", 5).build()).build());
                return Decision.CallTools.one("mail.send", JsonObject.EMPTY);
            }
            pieces.send(piece(view, 0, "Sent"));
            pieces.send(piece(view, 1, "."));
            hold.await();
            return new Decision.Reply("Sent.");
        };
        var tools = new Tools().add("mail.send", Risk.LOW, true, _ -> JsonObject.of("sent", "yes"));
        try (var gateway = Gateway.start(home, caller, tools)) {
            var client = client(gateway, "*");
            var turn = client.send(message("follow", "go", Optional.empty())).turn();
            var heard = new ArrayList<String>();
            try (var feed = client.follow(turn)) {
                hear(feed, heard, "turn.step");
                hold.countDown();
                hear(feed, heard, "turn.finished");
            }
            assertThat(heard).containsSubsequence("turn.accepted", "turn.started", "turn.step", "turn.finished")
                    .containsSubsequence("tool.requested", "tool.finished", "turn.step");
            assertThat(heard).doesNotHaveDuplicates();
            assertThat(client.usage(turn)).contains(new ModelUsage(10, 4, 5));
            var later = new ArrayList<String>();
            try (var feed = client.follow(turn)) {
                hear(feed, later, "turn.finished");
                assertThat(feed.next(Duration.ZERO)).isEmpty();
            }
            assertThat(later).isEqualTo(heard.stream().filter(news -> !news.startsWith("said ")).toList());
            assertThat(pieces.watchers()).isZero();
            var narrow = client(gateway, "sessions:read", "sessions:others");
            var few = new ArrayList<String>();
            try (var feed = narrow.follow(turn)) {
                hear(feed, few, "turn.finished");
            }
            assertThat(few).noneMatch(topic -> topic.startsWith("tool."));
        }
    }

    @Test
    void aRevokedTokenHearsNoMore() throws Exception {
        var hold = new CountDownLatch(1);
        try (var gateway = Gateway.start(home, _ -> {
            hold.await();
            return new Decision.Reply("late");
        }, new Tools())) {
            var client = client(gateway, "*");
            var turn = client.send(message("revoked", "go", Optional.empty())).turn();
            try (var feed = client.follow(turn); var waiting = client.follow(turn)) {
                var told = new ArrayList<String>();
                hear(waiting, told, "turn.started");
                var waits = new FutureTask<>(() -> refused(() -> waiting.next(LONGEST)));
                var waiter = Thread.ofVirtual().start(waits);
                while (waiter.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                tokens.revoked = true;
                assertThat(refused(() -> feed.next(LONGEST))).isEqualTo("unauthenticated");
                assertThat(refused(() -> client.turn(turn))).isEqualTo("unauthenticated");
                assertThat(client.may("sessions:read")).isFalse();
                hold.countDown();
                assertThat(gateway.ended(turn).reply()).contains("late");
                assertThat(waits.get()).as("what came while it waited").isEqualTo("unauthenticated");
            }
        }
    }

    @Test
    void whoReadsSlowlyLosesPiecesAndNothingThatIsOnRecord() throws Exception {
        Planner talker = view -> {
            for (int seq = 0; seq < 10_000; seq++) {
                pieces.send(piece(view, seq, "x"));
            }
            return new Decision.Reply("done");
        };
        var begin = new CountDownLatch(1);
        try (var gateway = Gateway.start(home, view -> {
            begin.await();
            return talker.next(view);
        }, new Tools())) {
            var client = client(gateway, "*");
            var turn = client.send(message("slow", "go", Optional.empty())).turn();
            try (var feed = client.follow(turn)) {
                begin.countDown();
                gateway.ended(turn);
                var heard = new ArrayList<String>();
                hear(feed, heard, "turn.finished");
                assertThat(heard.stream().filter(news -> news.startsWith("said ")).count()).isLessThan(10_000)
                        .isPositive();
            }
        }
    }

    private static void hear(TurnFeed feed, List<String> heard, String until) throws Exception {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            var news = feed.next(Duration.ofSeconds(1));
            news.map(ClientAccessTest::told).ifPresent(heard::add);
            if (news.map(ClientAccessTest::told).filter(until::equals).isPresent()) {
                return;
            }
        }
        throw new AssertionError("never came: " + until + "; heard " + heard);
    }

    private static String told(News news) {
        return switch (news) {
            case News.Happened(var event) -> event.topic();
            case News.Said said -> "said " + said.step() + " " + said.seq() + " " + said.text();
        };
    }

    private static Streams.Piece piece(TurnView view, long seq, String text) {
        return new Streams.Piece(view.tenant(), view.session(), view.turn(),
                view.steps().size() * Streams.ATTEMPTS_OF_STEP + 1, seq, "token", text, false);
    }

    private Client client(Gateway gateway, String... scopes) {
        tokens.scopes = Set.of(scopes);
        var access = new DefaultClientAccess(gateway.engine, gateway.kept.rows(), gateway.kept.journal(), tokens,
                TestBlobs.in(home, gateway.kept), text -> Sha256.hex("key " + text));
        pieces.into(access);
        assertThat(access.client("wrong")).isEmpty();
        return access.client("right").orElseThrow();
    }

    private static ClientMessage message(String thread, String text, Optional<ClientMessage.Once> once) {
        return new ClientMessage(new Destination.Thread(thread, Choice.NONE), "", text(text), List.of(),
                JsonObject.EMPTY, once);
    }

    private static ClientMessage before(String thread, List<TurnView.Exchange> before) {
        return new ClientMessage(new Destination.Thread(thread, Choice.NONE), "", text("now"), before,
                JsonObject.EMPTY, Optional.empty());
    }

    private static ClientMessage to(String thread, Choice choice) {
        return new ClientMessage(new Destination.Thread(thread, choice), "", text("now"), List.of(), JsonObject.EMPTY,
                Optional.empty());
    }

    private static List<Part> text(String text) {
        return List.of(new Part.Text(text, Origin.PERSON));
    }

    private static Optional<ClientMessage.Once> once(String key, String request) {
        return Optional.of(new ClientMessage.Once(key, JsonObject.of("request", request)));
    }

    private static String origin(Gateway gateway, String turn) {
        return gateway.kept.journal().ofTurn("default", turn).stream().map(record -> record.entry())
                .filter(entry -> entry.type() == RecordType.DECIDE_FINISHED).findFirst()
                .flatMap(entry -> entry.meta().text("origin")).orElseThrow();
    }

    /** Something that is refused. */
    private interface Work {
        Object run() throws Exception;
    }

    private static String refused(Work work) {
        var codes = new ArrayList<String>();
        assertThatThrownBy(work::run).isInstanceOfSatisfying(ClientException.class, why -> codes.add(why.code()));
        return codes.getFirst();
    }

    private static String refused(Cancelling work) {
        return refused((Work) () -> {
            work.run();
            return "";
        });
    }

    /** Something without a result that is refused. */
    private interface Cancelling {
        void run() throws Exception;
    }

    /** Each client's principal is another; one token is right. */
    private static final class Tokens implements Authenticator {
        private int count;
        private Set<String> scopes = Set.of();
        private volatile boolean revoked;

        @Override
        public Optional<Principal> authenticate(String token) {
            return token.equals("right")
                    ? Optional.of(new Principal(Principal.Kind.CLIENT, "k_" + count++, "default", scopes,
                            Principal.Trust.OPERATOR))
                    : Optional.empty();
        }

        @Override
        public boolean current(Principal principal) {
            return !revoked;
        }
    }
}
