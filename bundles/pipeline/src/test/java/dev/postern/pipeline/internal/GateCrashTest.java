// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.record.CallIds;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import dev.postern.toolrunner.internal.RealTools;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gateway dies around a person's word, and something that the word was bound to is another thing when it comes back: the
 * call runs once, by a word for exactly that, or not at all.
 */
final class GateCrashTest {
    private static final Planner MAILS = view -> view.steps().isEmpty()
            ? Decision.CallTools.one("mail.send", JsonObject.of("to", "alice"))
            : new Decision.Reply(view.steps().getFirst().results().toString());

    @TempDir
    Path home;

    @TempDir
    Path folder;

    enum Death {
        BEFORE_THE_DECISION, BEFORE_THE_START, AFTER_THE_START
    }

    enum Mutation {
        NONE, ARGUMENTS, TOOL, RULES, TOKEN, ROW, EXPIRY;

        /** Whether a word from before says nothing about what is wanted now. */
        boolean wantsAnotherWord() {
            return this == ARGUMENTS || this == TOOL || this == RULES || this == ROW;
        }
    }

    static Stream<Arguments> deaths() {
        return Stream.of(Mutation.values()).flatMap(mutation -> Stream.concat(
                Stream.of(Death.values()).map(death -> Arguments.of(mutation, death, false)),
                Stream.of(Arguments.of(mutation, Death.AFTER_THE_START, true))));
    }

    @ParameterizedTest(name = "{0}, died {1}, idempotent {2}")
    @MethodSource("deaths")
    void runsOnceByAWordForExactlyThatOrNotAtAll(Mutation mutation, Death death, boolean idempotent)
            throws Exception {
        try (var tools = new RealTools(folder, new NoMetrics(), new NoAccess())) {
            add(tools, "1.0.0", idempotent);
            var asked = dies(tools, death);
            var turn = asked.turn().orElseThrow();
            assertThat(tools.ran).as("it died before the tool's code").isEmpty();

            var journal = mutate(mutation, tools, idempotent, asked);
            try (var second = Gateway.start(home, MAILS, tools, Settings.DEFAULT, UnaryOperator.identity(), journal)) {
                var words = decideAll(second, turn);

                assertThat(tools.ran.size()).as("never twice").isLessThanOrEqualTo(1);
                var first = new Approvals(second.kept).now(asked);
                if (death == Death.AFTER_THE_START && !idempotent) {
                    assertThat(second.row(turn).orElseThrow().state()).isEqualTo(Turn.State.IN_DOUBT);
                    assertThat(tools.ran).isEmpty();
                } else if (mutation == Mutation.NONE) {
                    assertThat(tools.ran).containsExactly(CallIds.of(turn, 1, 0));
                    assertThat(first.state()).isEqualTo(State.CONSUMED);
                } else if (mutation.wantsAnotherWord()) {
                    assertThat(words).as("it was asked for again").isNotEmpty();
                    assertThat(tools.ran).containsExactly(CallIds.of(turn, 1, 0));
                    assertThat(new Approvals(second.kept).now(words.getLast()).state()).isEqualTo(State.CONSUMED);
                    assertThat(first.state()).isEqualTo(
                            death == Death.AFTER_THE_START ? State.CONSUMED : State.SUPERSEDED);
                } else if (death != Death.AFTER_THE_START) {
                    assertThat(tools.ran).isEmpty();
                    assertThat(second.row(turn).orElseThrow().reply().orElseThrow()).contains("code=denied");
                    assertThat(first.state()).isEqualTo(
                            mutation == Mutation.TOKEN ? State.SUPERSEDED : State.EXPIRED);
                } else {
                    assertThat(tools.ran).as("it had begun by the word while that counted").hasSize(1);
                }
            }
        }
    }

    private static void add(RealTools tools, String version, boolean idempotent) {
        tools.add("mail.send", version, Risk.MEDIUM, idempotent, (input, _) -> input);
    }

    /** A gateway that asks, perhaps is answered, and dies. */
    private Approval dies(RealTools tools, Death death) throws Exception {
        var store = new AtomicReference<CrashingStore>();
        var gateway = Gateway.start(home, MAILS, tools, Settings.DEFAULT, real -> {
            store.set(new CrashingStore(real, GateCrashTest::uses, death == Death.AFTER_THE_START));
            return store.get();
        });
        var asked = Approvals.awaited(gateway, gateway.send("mail alice").turn());
        if (death != Death.BEFORE_THE_DECISION) {
            new Approvals(gateway.kept).approve(asked);
            assertThat(store.get().crashed.await(60, TimeUnit.SECONDS)).isTrue();
        }
        gateway.crash();
        return asked;
    }

    private static boolean uses(Batch batch) {
        return batch.writes().stream().anyMatch(
                write -> write instanceof Write.PutApproval(var approval, _) && approval.state() == State.CONSUMED);
    }

    /** What is another thing when the gateway comes back; with what it reads of its journal then. */
    private UnaryOperator<Journal> mutate(Mutation mutation, RealTools tools, boolean idempotent, Approval asked)
            throws StoreException {
        switch (mutation) {
            case TOOL -> add(tools, "1.1.0", idempotent);
            case RULES -> tools.changeRules();
            case TOKEN -> tools.authenticator(new Revoked());
            case ARGUMENTS -> {
                return journal -> new BentJournal(journal, GateCrashTest::bent);
            }
            case ROW -> bendRow(now -> Approvals.bent(now, "0".repeat(64), now.expiresAt()), asked);
            case EXPIRY -> bendRow(now -> Approvals.bent(now, now.digest(), now.requestedAt()), asked);
            case NONE -> {
                // all is as it was
            }
        }
        return UnaryOperator.identity();
    }

    private static Entry bent(Entry entry) {
        if (entry.type() != RecordType.DECIDE_FINISHED) {
            return entry;
        }
        var call = JsonObject.builder().put("tool", "mail.send").put("versions", "")
                .put("input", JsonObject.of("to", "mallory")).build();
        var content = entry.payload().object("content").orElseThrow().with("calls",
                new JsonArray(List.of(call)));
        return new Entry(entry.type(), entry.tenant(), entry.session(), entry.turn(), entry.call(), entry.at(),
                entry.meta(), JsonObject.builder().put("content", content).build(), entry.replay());
    }

    /** As whoever can write to the database may. */
    private void bendRow(UnaryOperator<Approval> bend, Approval asked) throws StoreException {
        try (var kept = TestStore.open(home, new NoMetrics())) {
            var now = new Approvals(kept).now(asked);
            kept.store().commit(Batch.of(new Write.PutApproval(bend.apply(now), Optional.of(now.state()))));
        }
    }

    /** Says yes to whatever is asked, until the turn ends or stands in doubt; gives what was asked for anew. */
    private static List<Approval> decideAll(Gateway gateway, String turn) throws Exception {
        var approvals = new Approvals(gateway.kept);
        var words = new ArrayList<Approval>();
        Gateway.await("the turn comes to rest", () -> {
            var state = gateway.row(turn).orElseThrow().state();
            for (var open : approvals.of(turn)) {
                if (open.state() == State.PENDING) {
                    try {
                        approvals.approve(open);
                        words.add(open);
                    } catch (StoreException moved) {
                        // it counts no more: something else is asked for
                    }
                }
            }
            return state.ended() || state == Turn.State.IN_DOUBT && gateway.engine.running() == 0;
        });
        return words;
    }

    /** Nobody counts any more. */
    private static final class Revoked implements Authenticator {
        @Override
        public Optional<Principal> authenticate(String token) {
            return Optional.empty();
        }

        @Override
        public boolean current(Principal principal) {
            return false;
        }
    }
}
