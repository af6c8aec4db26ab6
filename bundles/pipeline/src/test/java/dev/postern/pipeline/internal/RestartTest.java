// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.surface.Receipt;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.record.CallIds;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway dies at every batch that a turn writes, just before and just after it is durable. */
final class RestartTest {
    private static final Principal PEER = Principal.peer("default", "hook", "alice", Principal.Trust.UNKNOWN);
    /** Accept, two intents and the end, and one more to see that there is none. */
    private static final int BATCHES = 5;

    @TempDir
    Path home;

    static Stream<Arguments> deaths() {
        return Stream.of(true, false).flatMap(idempotent -> Stream.of(true, false)
                .flatMap(durable -> Stream.iterate(1, at -> at + 1).limit(BATCHES)
                        .map(at -> Arguments.of(idempotent, durable, at))));
    }

    @ParameterizedTest(name = "idempotent {0}, durable {1}, batch {2}")
    @MethodSource("deaths")
    void losesNothingAndDoublesNothing(boolean idempotent, boolean durable, int at) throws Exception {
        var tools = tools(idempotent);
        var death = new AtomicReference<CrashingStore>();
        var first = Gateway.start(home, twoSteps(), tools, Settings.DEFAULT, store -> {
            death.set(new CrashingStore(store, at, durable));
            return death.get();
        });
        var answered = CompletableFuture.supplyAsync(() -> accept(first), Thread::startVirtualThread);
        Gateway.await("the gateway dies or the turn ends", () -> death.get().crashed.getCount() == 0
                || answered.isDone() && first.row(answered.join().turn()).orElseThrow().state().ended());
        // what was durable before the one at which it dies was answered
        var heard = at == 1 ? null : answered.get(60, TimeUnit.SECONDS);
        first.crash();
        int before = tools.ran.size();
        var firstRan = List.copyOf(tools.ran);

        try (var second = Gateway.start(home, twoSteps(), tools)) {
            // who heard nothing sends again
            var receipt = heard == null ? accept(second) : heard;
            var turn = second.in(receipt.turn(), state -> state.ended() || state == Turn.State.IN_DOUBT);
            assertThat(second.kept.rows().turns("default", receipt.session(), null, 10)).hasSize(1);
            if (turn.state() == Turn.State.FINISHED) {
                assertThat(turn.reply()).contains("both done");
                assertThat(new HashSet<>(tools.ran)).containsExactlyInAnyOrder(CallIds.of(turn.id(), 1, 0),
                        CallIds.of(turn.id(), 2, 0));
            } else {
                assertThat(idempotent).as("only what is not idempotent stands in doubt").isFalse();
                assertThat(second.topics(turn.id())).contains("tool.in_doubt");
            }
            if (!idempotent) {
                assertThat(tools.ran).as("nothing ran twice").doesNotHaveDuplicates();
            }
            // a step whose outcome was durable is not taken again: the second intent carries the first's outcome
            if (at > 3 && firstRan.size() == 2) {
                assertThat(tools.ran.subList(before, tools.ran.size())).doesNotContain(CallIds.of(turn.id(), 1, 0));
            }
        }
    }

    private static Tools tools(boolean idempotent) {
        return new Tools().add("mail.send", Risk.MEDIUM, idempotent, _ -> JsonObject.of("sent", "yes"));
    }

    private static Planner twoSteps() {
        return view -> switch (view.steps().size()) {
            case 0 -> Decision.CallTools.one("mail.send", JsonObject.of("to", "a"));
            case 1 -> Decision.CallTools.one("mail.send", JsonObject.of("to", "b"));
            default -> new Decision.Reply("both done");
        };
    }

    private static Receipt accept(Gateway gateway) {
        try {
            return gateway.accept("hook", PEER, "alice", "main", "go", "message-1");
        } catch (Exception refused) {
            throw new IllegalStateException(refused);
        }
    }
}
