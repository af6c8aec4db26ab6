// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

import dev.postern.api.json.JsonObject;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.health.HealthPart;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.store.Write;
import dev.postern.store.internal.FailingStore;
import dev.postern.store.internal.NoMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends of what nobody decides or what is gone, on the real store. */
class CaretakerTest {
    @TempDir
    Path home;
    private final Serving tools = new Serving();
    private final ConcurrentHashMap<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
    private Kept kept;
    private HoldKeeper holds;
    private Caretaker caretaker;

    @BeforeEach
    void open() {
        kept = new Kept(home);
        tools.serve("1.2.0", Kept.BUNDLE);
        holds = new HoldKeeper(kept.store.store(), kept.store.rows(), new Connections(), new NoMetrics(),
                Duration.ofMinutes(5), HoldKeeper.LOOK_AGAIN);
        takeOver();
    }

    @AfterEach
    void close() throws Exception {
        caretaker.close();
        holds.close();
        kept.close();
    }

    private void takeOver() {
        var metrics = new NoMetrics() {
            @Override
            public AutoCloseable gauge(String name, DoubleSupplier value, String... labels) {
                gauges.put(name, value);
                return () -> gauges.remove(name);
            }
        };
        caretaker = new Caretaker(kept.store.store(), kept.store.rows(), kept.store.journal(), holds, tools, metrics);
    }

    @Test
    void endsWhatNobodyDecidedOrUsedInTime() throws Exception {
        kept.expiresAt = Kept.now().plusMillis(200);
        var asked = kept.waits("1", "t_1");
        // decided before that is over
        kept.expiresAt = Kept.now().plusSeconds(5);
        var given = kept.waits("2");
        decide(given, State.APPROVED);
        kept.awaitState(asked, State.EXPIRED);
        kept.awaitState(given, State.EXPIRED);
        assertThat(Kept.now()).isAfterOrEqualTo(asked.expiresAt());
        assertThat(kept.approval(asked).decision().orElseThrow().by()).isEqualTo("gateway");
        assertThat(kept.decisions(asked)).containsExactly("expired");
        awaitOpen(0);
    }

    @Test
    void endsWhatExpiredWhileItWasDown() throws Exception {
        caretaker.close();
        kept.expiresAt = Kept.now().minusSeconds(60);
        var asked = kept.waits("1");
        takeOver();
        kept.awaitState(asked, State.EXPIRED);
    }

    @Test
    void endsWhatACancelledTurnWaitedFor() throws Exception {
        var asked = kept.waits("1", "t_1");
        var second = kept.waits("2", "t_1");
        var other = kept.waits("3", "t_2");
        kept.cancels("t_1");
        kept.awaitState(asked, State.SUPERSEDED);
        kept.awaitState(second, State.SUPERSEDED);
        assertThat(kept.reason(asked)).isEqualTo("its turn has ended");
        awaitOpen(1);
        assertThat(kept.state(other)).isEqualTo(State.PENDING);
    }

    @Test
    void endsWhatIsPointlessAfterAStart() throws Exception {
        caretaker.close();
        var asked = kept.waits("1", "t_1");
        kept.cancels("t_1");
        var ended = kept.waits("2");
        kept.finishes(ended);
        var waits = kept.waits("3");
        takeOver();
        kept.awaitState(asked, State.SUPERSEDED);
        kept.awaitState(ended, State.SUPERSEDED);
        awaitOpen(1);
        assertThat(kept.state(waits)).isEqualTo(State.PENDING);
    }

    @Test
    void endsWhatOtherRulesAskedFor() throws Exception {
        var asked = kept.waits("1");
        var given = kept.waits("2");
        decide(given, State.APPROVED);
        changeRules(1, 0);
        kept.awaitState(asked, State.SUPERSEDED);
        kept.awaitState(given, State.SUPERSEDED);
        assertThat(kept.reason(asked)).isEqualTo("other rules are in force");
        // asked for by what was in force a moment ago
        var late = kept.waits("3");
        kept.awaitState(late, State.SUPERSEDED);
        // and after a start
        caretaker.close();
        var down = kept.waits("4");
        takeOver();
        kept.awaitState(down, State.SUPERSEDED);
    }

    @Test
    void aStandingGrantEndsNothing() throws Exception {
        var asked = kept.waits("1");
        changeRules(0, 1);
        settle("2");
        assertThat(kept.state(asked)).isEqualTo(State.PENDING);
    }

    @Test
    void endsWhatAnotherVersionOfTheToolWouldServe() throws Exception {
        var asked = kept.waits("1");
        tools.serveNone();
        settle("2");
        assertThat(kept.state(asked)).as("it may come back as it was").isEqualTo(State.PENDING);
        tools.serve("1.2.0", Kept.BUNDLE);
        settle("3");
        assertThat(kept.state(asked)).isEqualTo(State.PENDING);
        tools.serve("1.2.0", "dev.postern.tools-files/0.1.0/other");
        kept.awaitState(asked, State.SUPERSEDED);
        assertThat(kept.reason(asked)).isEqualTo("another version of the tool serves now");
    }

    @Test
    void endsNothingBecauseAnotherMajorIsUpFirst() throws Exception {
        var asked = kept.waits("1");
        tools.installed = "[1.2.0,1.2.0]";
        tools.serve("2.0.0", "dev.postern.tools-files/0.2.0/other");
        settle("2");
        assertThat(kept.state(asked)).isEqualTo(State.PENDING);
        tools.installed = "";
        tools.serve("2.0.0", "dev.postern.tools-files/0.2.0/other");
        kept.awaitState(asked, State.SUPERSEDED);
    }

    @Test
    void endsWhatARevokedTokenAskedFor() throws Exception {
        var asked = kept.waits("1");
        for (var token : List.of("tok_2", Kept.ASKED_BY)) {
            assertThat(kept.state(asked)).isEqualTo(State.PENDING);
            kept.store.store().commit(Batch.of(revoked(token)));
        }
        kept.awaitState(asked, State.SUPERSEDED);
        assertThat(kept.decisions(asked)).containsExactly("superseded");
    }

    @Test
    void endsWhatEndsInTheVeryMomentItIsAskedFor() throws Exception {
        for (int i = 0; i < 20; i++) {
            kept.awaitState(kept.waits(Integer.toString(i), revoked(Kept.ASKED_BY)), State.SUPERSEDED);
        }
    }

    @Test
    void tellsWhatWaitsAndWhetherTheStoreAnswers() throws Exception {
        caretaker.close();
        var store = new FailingStore(kept.store.store());
        caretaker = new Caretaker(store, kept.store.rows(), kept.store.journal(), holds, tools, new NoMetrics(),
                Duration.ofMillis(20));
        var health = new ApprovalsHealth();
        assertThat(health.health().up()).as("nobody looks after it").isFalse();
        health.caretaker = caretaker;
        assertThat(health.health()).isEqualTo(HealthPart.Health.UP);
        var first = kept.waits("1", "t_1");
        Kept.await(() -> health.health().message()
                .equals("1 call waits for a person's word since " + first.requestedAt()));
        assertThat(health.health(Optional.of("default"))).isEqualTo(health.health());
        assertThat(health.health(Optional.of("other"))).as("another's calls are nobody else's to count")
                .isEqualTo(HealthPart.Health.UP);
        kept.waits("2");
        var given = kept.waits("3");
        decide(given, State.APPROVED);
        Kept.await(() -> health.health().message()
                .equals("2 calls wait for a person's word, the oldest since " + first.requestedAt()));

        store.fails(true);
        kept.cancels("t_1");
        Kept.await(() -> !health.health().up());
        assertThat(health.health().message()).contains("a_1", "the disk is full");
        store.fails(false);
        kept.awaitState(first, State.SUPERSEDED);
        Kept.await(() -> health.health().up() && health.health().message().startsWith("1 call waits"));
    }

    /** What is asked for while the rows cannot be read is known, and ends, once they can. */
    @Test
    void looksAgainAtWhatCannotBeRead() throws Exception {
        caretaker.close();
        var unreadable = new AtomicBoolean();
        var failed = new AtomicInteger();
        var real = kept.store.rows();
        var rows = (Rows) Proxy.newProxyInstance(Rows.class.getClassLoader(), new Class<?>[]{Rows.class},
                (_, method, args) -> {
                    if (unreadable.get()) {
                        failed.incrementAndGet();
                        throw new UnreadableException("the database is gone", new IllegalStateException());
                    }
                    return method.invoke(real, args);
                });
        caretaker = new Caretaker(kept.store.store(), rows, kept.store.journal(), holds, tools, new NoMetrics(),
                Duration.ofMillis(20));
        var known = kept.waits("0");
        Kept.await(() -> caretaker.waiting().anyMatch(known::equals));
        unreadable.set(true);
        kept.expiresAt = Kept.now().plusMillis(200);
        var asked = kept.waits("1");
        Kept.await(() -> failed.get() > 2 && caretaker.problem().contains("the database is gone"));
        assertThat(caretaker.waiting()).containsExactly(known);
        unreadable.set(false);
        kept.awaitState(asked, State.EXPIRED);
        assertThat(caretaker.problem()).isEmpty();
    }

    private static Write revoked(String token) {
        return new Write.Append(new Entry(RecordType.TOKEN_REVOKED, "default", null, null, null, Kept.now(),
                JsonObject.of("token", token), JsonObject.EMPTY, JsonObject.EMPTY));
    }

    @Test
    void aHoldSurvivesNoRestartAndNothingElseEndsIt() throws Exception {
        kept.mode = Approval.Mode.HOLD;
        var asked = kept.waits("1");
        caretaker.close();
        decide(asked, State.HELD);
        takeOver();
        kept.awaitState(asked, State.SUPERSEDED);
        assertThat(kept.reason(asked)).contains("nobody holds");

        var held = kept.waits("2");
        holds.beat(held, "op", "n_op");
        // the part is made anew while somebody holds
        caretaker.close();
        takeOver();
        settle("3");
        assertThat(kept.decisions(held)).startsWith("held");
        assertThat(kept.decisions(held)).doesNotContain("superseded");
    }

    @Test
    void forgetsWhatACallWasStartedBy() throws Exception {
        var asked = kept.waits("1");
        decide(asked, State.APPROVED);
        awaitOpen(1);
        kept.starts(asked);
        awaitOpen(0);
        kept.finishes(asked);
        settle("2");
        assertThat(kept.state(asked)).isEqualTo(State.CONSUMED);
        assertThat(kept.decisions(asked)).containsExactly("approved");
    }

    @Test
    void endsWhatWasGivenInTheMomentItsTurnWasCancelled() throws Exception {
        for (int i = 0; i < 20; i++) {
            var turn = "t_" + i;
            var asked = kept.waits(Integer.toString(i), turn);
            var cancelled = Thread.ofVirtual().start(() -> {
                try {
                    kept.cancels(turn);
                } catch (Exception refused) {
                    throw new IllegalStateException(refused);
                }
            });
            Kept.refusal(() -> new ApprovalsDecide(kept.store.store(), kept.store.rows()).handle(
                    new ApprovalsDecide.Params(asked.id(), ApprovalsDecide.Word.APPROVE, Optional.empty(),
                            List.of(), Optional.empty()),
                    Asker.OPERATOR));
            cancelled.join();
            kept.awaitState(asked, State.SUPERSEDED);
        }
        awaitOpen(0);
    }

    /** Returns once all that was heard before has been worked off. */
    private void settle(String number) throws Exception {
        kept.mode = Approval.Mode.CONFIRM;
        kept.expiresAt = Kept.now().minusMillis(1);
        var last = kept.waits(number);
        kept.expiresAt = Kept.now().plusSeconds(3_600);
        kept.awaitState(last, State.EXPIRED);
    }

    private void decide(Approval asked, State then) throws Exception {
        new Moves(kept.store.store(), Clock.systemUTC()).move(List.of(asked), then,
                new Approval.Decision("op", Kept.now(), ""), List.of());
    }

    private void changeRules(long document, long grants) throws Exception {
        var policy = new PolicyRevision("default", document + grants, new Policy.Revision(document, grants),
                JsonObject.EMPTY, List.of(), "op", Kept.now(), "");
        var meta = JsonObject.builder().put("document", document).put("grants", grants).build();
        kept.store.store().commit(Batch.of(new Write.PutPolicy(policy), new Write.Append(new Entry(
                RecordType.POLICY_CHANGED, "default", null, null, null, Kept.now(), meta, JsonObject.EMPTY,
                JsonObject.EMPTY))));
    }

    private void awaitOpen(int count) {
        Kept.await(() -> Objects.requireNonNull(gauges.get("postern_approvals_open")).getAsDouble() == count);
    }
}
