// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.JournalRange;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.message.Origin;
import dev.postern.core.budget.Budgets;
import dev.postern.core.memory.Memory;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.model.ModelDesk;
import dev.postern.core.session.Session;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Cursor;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.memory.internal.MemorySettings.SummaryRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one session's summary up to date, by a model or without. The summary, its record and what the model said are one
 * transaction, at the revision that was read: what comes between, a crash or another's change, has it made again, and never
 * twice from the same turns.
 */
final class Summarizer {
    private static final Logger LOG = LoggerFactory.getLogger(Summarizer.class);

    private final Store store;
    private final Rows rows;
    private final DueTurns due;
    private final Supplier<Optional<ModelDesk>> desk;
    private final Budgets budgets;
    private final LiveSettings settings;
    private final Metrics metrics;
    private final Clock clock;

    Summarizer(Store store, Rows rows, Journal journal, Supplier<Optional<ModelDesk>> desk, Budgets budgets,
            LiveSettings settings, Metrics metrics, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.due = new DueTurns(rows, journal);
        this.desk = desk;
        this.budgets = budgets;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Takes up what is due.
     *
     * @return whether there was something; there may be more
     * @throws StoreException when it cannot be kept, or was changed meanwhile
     * @throws InterruptedException when interrupted; nothing is kept then
     */
    boolean refresh(String tenant, String session) throws StoreException, InterruptedException {
        var rule = settings.now().summary();
        var row = rows.memory(tenant, session, MemoryKind.SUMMARY)
                .orElseGet(() -> new Memory(tenant, session, MemoryKind.SUMMARY, 0, Instant.EPOCH, JsonObject.EMPTY));
        var before = Summary.of(row);
        var turns = rule.turns() == 0
                ? List.<TurnText>of()
                : due.find(tenant, session, before.map(known -> known.range().lastTurn()).orElse(""), rule);
        var found = rows.session(tenant, session);
        if (turns.isEmpty() || found.isEmpty()) {
            return false;
        }
        make(found.get(), row, before, turns, rule);
        return true;
    }

    private void make(Session session, Memory row, Optional<Summary> before, List<TurnText> turns, SummaryRule rule)
            throws StoreException, InterruptedException {
        var exchange = new SummaryExchange(store, clock, row, budgets.limits(session));
        var text = before.map(Summary::text);
        var models = desk.get().map(known -> known.summarizers(session.settings().models())).orElse(List.of());
        var byModel = models.isEmpty()
                ? Optional.<String>empty()
                : ask(session, models, exchange, text, turns, rule);
        var origin = turns.stream().map(TurnText::origin).reduce(before.map(Summary::origin).orElse(Origin.PERSON),
                Origins::worst);
        var summary = new Summary(byModel.orElseGet(() -> Extract.of(text, turns, rule.characters())), origin,
                byModel.isPresent() ? exchange.model() : Summary.EXTRACT, range(before, turns));
        keep(row, summary, exchange);
        metrics.count("postern_summaries", "by", byModel.isPresent() ? "model" : Summary.EXTRACT);
    }

    /** Empty when the model has nothing to say. */
    private Optional<String> ask(Session session, List<String> models, SummaryExchange exchange,
            Optional<String> before,
            List<TurnText> turns, SummaryRule rule) throws StoreException, InterruptedException {
        try {
            var answer = desk.get().orElseThrow().ask(new ModelDesk.Errand(session.tenant(), session.id(), models,
                    SummaryPrompt.of(before, turns, rule.characters()), exchange));
            return Optional.of(answer.text().strip()).filter(text -> !text.isEmpty())
                    .map(text -> Extract.cut(text, rule.characters()));
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (StoreException refused) {
            if (refused.reason() != StoreException.Reason.LIMIT_REACHED) {
                throw refused;
            }
            return withoutOne(session, refused);
        } catch (Exception failed) {
            return withoutOne(session, failed);
        }
    }

    private static Optional<String> withoutOne(Session session, Exception why) {
        LOG.warn("no model makes the summary of the session {}, so it is an extract: {}", session.id(),
                why.getMessage());
        return Optional.empty();
    }

    private void keep(Memory row, Summary summary, SummaryExchange exchange) throws StoreException {
        var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long revision = row.revision() + 1;
        var writes = new ArrayList<>(exchange.answers());
        writes.add(new Write.Append(entry(row, summary, revision, at)));
        writes.add(new Write.PutMemory(new Memory(row.tenant(), row.session(), row.kind(), revision, at,
                summary.content()), row.revision()));
        try {
            store.commit(new Batch(writes));
        } catch (StoreException refused) {
            if (refused.reason() == StoreException.Reason.REVISION) {
                exchange.dropped();
            }
            throw refused;
        }
    }

    private static Entry entry(Memory row, Summary summary, long revision, Instant at) {
        var meta = JsonObject.builder()
                .put("memory", row.kind().text())
                .put("revision", revision)
                .put("change", "refresh")
                .put("by", summary.by())
                .put("origin", Origins.text(summary.origin()))
                .put("range", Summary.range(summary.range()))
                .build();
        return new Entry(RecordType.MEMORY_CHANGED, row.tenant(), row.session(), null, null, at, meta,
                JsonObject.of("text", summary.text()), JsonObject.EMPTY);
    }

    private static JournalRange range(Optional<Summary> before, List<TurnText> turns) {
        return new JournalRange(
                before.map(known -> known.range().first()).orElseGet(() -> Cursor.of(turns.getFirst().first())),
                Cursor.of(turns.getLast().last()),
                turns.getLast().turn(),
                before.map(known -> known.range().turns()).orElse(0) + turns.size());
    }
}
