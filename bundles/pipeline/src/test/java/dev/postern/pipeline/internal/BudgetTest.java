// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.Usage;
import dev.postern.api.tool.Risk;
import dev.postern.core.budget.Limit;
import dev.postern.core.budget.Limit.Span;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.method.SessionsUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What turns use is counted once, and never more than they may, also after a crash. */
final class BudgetTest {
    private static final Usage MOST = usage(100, 900);
    private static final Usage USED = usage(80, 120);

    @TempDir
    Path home;
    private final Tools tools = new Tools().add("count.up", Risk.LOW, true, _ -> JsonObject.EMPTY);

    @Test
    void whatWasUsedStandsInTheRecordsTheTurnAndTheSums() throws Exception {
        try (var gateway = Gateway.start(home, view -> {
            pay(view, USED);
            return view.steps().isEmpty()
                    ? Decision.CallTools.one("count.up", JsonObject.EMPTY)
                    : new Decision.Reply("done");
        }, tools)) {
            var turn = gateway.ended(gateway.send("go").turn());
            assertThat(turn.usage()).contains(USED.plus(USED));
            var asked = find(gateway, turn.id(), RecordType.DECIDE_ASKED);
            assertThat(asked.meta().object("most").orElseThrow().integer("output")).contains(900L);
            assertThat(asked.meta().text("model")).contains("near/m");
            var answered = find(gateway, turn.id(), RecordType.DECIDE_ANSWERED).meta();
            assertThat(answered.object("usage").orElseThrow().object("spend").orElseThrow().integer("USD"))
                    .contains(200L);
            assertThat(total(gateway, turn)).isEqualTo(USED.plus(USED));
            assertThat(gateway.kept.rows().usage("default", today())).isEqualTo(USED.plus(USED));
        }
    }

    @Test
    void aLimitEndsTheTurnBeforeAnythingIsAsked() throws Exception {
        for (var limit : List.of(tokens(Span.SESSION, 1_500), tokens(Span.SESSION_DAY, 1_500),
                tokens(Span.TENANT_DAY, 1_500), spend(Span.TENANT_DAY, 1_500))) {
            try (var gateway = Gateway.start(folder(limit.span() + limit.currency().orElse("")), view -> {
                pay(view, usage(500, 500));
                return new Decision.Reply("fine");
            }, tools)) {
                gateway.limits = List.of(limit);
                assertThat(gateway.ended(gateway.send("one").turn()).reply()).contains("fine");
                var turn = gateway.ended(gateway.send("two").turn());
                assertThat(turn.error().orElseThrow().code()).isEqualTo("precondition_failed");
                assertThat(turn.reply().orElseThrow()).contains("at most", "are used", "may take up to", "Ask Ada");
                assertThat(gateway.topics(turn.id())).doesNotContain("decide.asked").contains("turn.failed");
                gateway.limits = List.of();
                assertThat(gateway.ended(gateway.send("three").turn()).reply()).contains("fine");
            }
        }
    }

    @Test
    void aTurnHasALimitOfItsOwn() throws Exception {
        try (var gateway = Gateway.start(home, view -> {
            pay(view, USED);
            return Decision.CallTools.one("count.up", JsonObject.builder().put("n", view.steps().size()).build());
        }, tools)) {
            gateway.limits = List.of(spend(Span.TURN, 1_500));
            var turn = gateway.ended(gateway.send("go").turn());
            // 3 times 200 are used, and 1000 more are held for each
            assertThat(turn.error().orElseThrow().message()).contains("a turn may use 0.0015 USD at most",
                    "0.0006 USD are used");
            assertThat(turn.usage().orElseThrow().spend()).containsEntry("USD", 600L);
        }
    }

    @Test
    void withoutAPriceALimitOfSpendLetsNothingThrough() throws Exception {
        try (var gateway = Gateway.start(home, view -> {
            view.once("exchange", JsonObject.EMPTY, new Usage(1, 0, 1, Map.of("EUR", 1L)), _ -> JsonObject.EMPTY);
            return new Decision.Reply("free?");
        }, tools)) {
            gateway.limits = List.of(spend(Span.SESSION, 1_000_000));
            assertThat(gateway.ended(gateway.send("go").turn()).error().orElseThrow().message())
                    .contains("what the model costs in USD is not known");
        }
    }

    @Test
    void whatFailedUsesWhatItSaysElseAllThatWasHeld() throws Exception {
        var says = new AtomicReference<Optional<Usage>>(Optional.of(Usage.NONE));
        try (var gateway = Gateway.start(home, view -> {
            view.once("exchange", JsonObject.EMPTY, MOST, used -> {
                says.get().ifPresent(used);
                throw new IllegalStateException("nobody answers");
            });
            return new Decision.Reply("never");
        }, tools)) {
            assertThat(gateway.ended(gateway.send("refused").turn()).usage().orElseThrow().tokens()).isZero();
            says.set(Optional.empty());
            var cut = gateway.ended(gateway.send("cut off").turn());
            assertThat(cut.usage()).contains(MOST);
            assertThat(total(gateway, cut)).isEqualTo(MOST);
        }
    }

    /** The gateway dies while the model is asked, or once its answer is on record: nothing is forgotten, nothing counted twice. */
    @Test
    void aCrashForgetsNothingAndCountsNothingTwice() throws Exception {
        Planner planner = view -> {
            pay(view, USED);
            return view.steps().isEmpty()
                    ? Decision.CallTools.one("count.up", JsonObject.EMPTY)
                    : new Decision.Reply("done");
        };
        var places = Map.of(RecordType.DECIDE_ASKED, MOST.plus(USED).plus(USED), RecordType.DECIDE_FINISHED,
                USED.plus(USED));
        for (var place : places.entrySet()) {
            var folder = folder(place.getKey().name());
            var dying = new AtomicReference<CrashingStore>();
            UnaryOperator<Store> store = real -> {
                dying.set(new CrashingStore(real, batch -> holds(batch, place.getKey()), true));
                return dying.get();
            };
            var first = Gateway.start(folder, planner, tools, Settings.DEFAULT, store);
            var turn = first.send("go").turn();
            assertThat(dying.get().crashed.await(60, TimeUnit.SECONDS)).isTrue();
            first.crash();
            try (var second = Gateway.start(folder, planner, tools)) {
                var ended = second.ended(turn);
                assertThat(ended.usage()).as(place.getKey().topic()).contains(place.getValue());
                assertThat(total(second, ended)).isEqualTo(place.getValue());
                second.limits = List.of(tokens(Span.SESSION, place.getValue().tokens() + MOST.tokens() - 1));
                assertThat(second.ended(second.send("more").turn()).state()).isEqualTo(Turn.State.FAILED);
            }
        }
    }

    @Test
    void whatIsUsedAndWhatHoldsIsShown() throws Exception {
        try (var gateway = Gateway.start(home, view -> {
            pay(view, USED);
            return new Decision.Reply("done");
        }, tools)) {
            var session = gateway.ended(gateway.send("go").turn()).session();
            var shown = new SessionsUsage(gateway.kept.rows(),
                    _ -> List.of(spend(Span.TURN, 5), tokens(Span.SESSION, 6),
                            tokens(Span.SESSION_DAY, 7), spend(Span.TENANT_DAY, 8)),
                    Clock.systemUTC())
                    .handle(new SessionsUsage.Params(session), new Asker(Gateway.CLIENT));
            assertThat(shown.day()).isEqualTo(today().toString());
            assertThat(shown.total()).isEqualTo(shown.today())
                    .isEqualTo(
                            new dev.postern.pipeline.internal.method.TurnView.Usage(80, 0, 120, Map.of("USD", 200L)));
            assertThat(shown.limits()).extracting(SessionsUsage.LimitView::used).containsExactly(Optional.empty(),
                    Optional.of(200L), Optional.of(200L), Optional.of(200L));
        }
    }

    @Test
    void manySessionsAtOncePassNoLimitOfTheirTenant() throws Exception {
        try (var gateway = Gateway.start(home, view -> {
            pay(view, MOST);
            return new Decision.Reply("fine");
        }, tools)) {
            gateway.limits = List.of(tokens(Span.TENANT_DAY, 10_000));
            var turns = new ArrayList<String>();
            for (int i = 0; i < 30; i++) {
                turns.add(gateway.send("thread " + i, "go").turn());
            }
            assertThat(turns.stream().map(gateway::ended).filter(turn -> turn.state() == Turn.State.FINISHED))
                    .hasSize(10);
            assertThat(gateway.kept.rows().usage("default", today()).tokens()).isEqualTo(10_000);
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(home.resolve(name));
    }

    private static JsonObject pay(TurnView view, Usage used) throws Exception {
        return view.once("exchange", JsonObject.of("model", "near/m"), MOST, meter -> {
            meter.accept(used);
            return JsonObject.EMPTY;
        });
    }

    private static Usage total(Gateway gateway, Turn turn) {
        return gateway.kept.rows().usage("default", turn.session()).total();
    }

    private static Usage usage(long input, long output) {
        return new Usage(input, 0, output, Map.of("USD", input + output));
    }

    private static Limit tokens(Span span, long most) {
        return new Limit(span, Optional.empty(), most, "Ask Ada");
    }

    private static Limit spend(Span span, long most) {
        return new Limit(span, Optional.of("USD"), most, "Ask Ada");
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private static boolean holds(Batch batch, RecordType type) {
        return batch.writes().stream()
                .anyMatch(write -> write instanceof Write.Append(var entry) && entry.type() == type);
    }

    private static Entry find(Gateway gateway, String turn, RecordType type) {
        return gateway.kept.journal().ofTurn("default", turn).stream().map(record -> record.entry())
                .filter(entry -> entry.type() == type).findFirst().orElseThrow();
    }
}
