// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.Usage;
import dev.postern.core.budget.Limit;
import dev.postern.core.memory.Memory;
import dev.postern.core.model.ModelDesk;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;

/**
 * Puts a summary's exchanges on record, and counts what they use, as those of turns are: what is asked is durable before, with
 * what it may use at most; what came of it rides with the summary. What was erased meanwhile is not asked about: the row must
 * still be what was read.
 */
final class SummaryExchange implements ModelDesk.Recording {
    private final Store store;
    private final Clock clock;
    private final Memory row;
    private final List<Limit> limits;
    private final List<Answered> answers = new ArrayList<>();
    private String model = "";
    private int next;

    /**
     * Not begun.
     *
     * @param row the summary's row as it was read
     * @param limits what must have room
     */
    SummaryExchange(Store store, Clock clock, Memory row, List<Limit> limits) {
        this.store = store;
        this.clock = clock;
        this.row = row;
        this.limits = limits.stream().filter(limit -> limit.span() != Limit.Span.TURN).toList();
    }

    @Override
    public JsonObject once(JsonObject request, Usage most, TurnView.Metered work) throws Exception {
        int number = next++;
        model = request.text("model").orElse("");
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        store.commit(Batch.of(
                new Write.Append(entry(RecordType.DECIDE_ASKED, meta(number).put("most", json(most)).build(),
                        JsonObject.builder().put("request", request).build())),
                new Write.PutMemory(row, row.revision()),
                use(day, most, limits)));
        var used = new AtomicReference<>(most);
        try {
            var answer = work.run(used::set);
            answered(number, "done", used.get(), JsonObject.builder().put("answer", answer).build(), day, most);
            return answer;
        } catch (Exception failed) {
            answered(number, "failed", used.get(), JsonObject.of("error", failed instanceof InterruptedException
                    ? "interrupted"
                    : String.valueOf(failed.getMessage())), day, most);
            throw failed;
        }
    }

    /** The model that was asked last. */
    String model() {
        return model;
    }

    /** What came of them, to be written with what was made of it. */
    List<Write> answers() {
        return answers.stream().flatMap(answer -> List.of(new Write.Append(answer.entry()), answer.settled()).stream())
                .toList();
    }

    /** The summary was erased meanwhile, and so is what was answered; that it was paid for stays. */
    void dropped() throws StoreException {
        var writes = new ArrayList<Write>();
        for (var answer : answers) {
            var entry = answer.entry();
            writes.add(new Write.Append(entry(entry.type(), entry.meta(), JsonObject.EMPTY)));
            writes.add(answer.settled());
        }
        if (!writes.isEmpty()) {
            store.commit(new Batch(writes));
        }
    }

    private void answered(int number, String outcome, Usage used, JsonObject replay, LocalDate day, Usage most) {
        answers.add(new Answered(entry(RecordType.DECIDE_ANSWERED,
                meta(number).put("usage", json(used)).put("outcome", outcome).build(), replay),
                use(day, used.minus(most), List.of())));
    }

    private Write use(LocalDate day, Usage used, List<Limit> withRoom) {
        return new Write.Use(row.tenant(), row.session(), day, used, withRoom);
    }

    private JsonObject.Builder meta(int number) {
        return JsonObject.builder().put("step", 0).put("number", number).put("kind", "model_exchange")
                .put("model", model).put("for", MemoryKind.SUMMARY.text());
    }

    private static JsonObject json(Usage usage) {
        var spend = JsonObject.builder();
        Map<String, Long> sorted = new TreeMap<>(usage.spend());
        sorted.forEach(spend::put);
        return JsonObject.builder().put("input", usage.input()).put("cachedInput", usage.cachedInput())
                .put("output", usage.output()).put("spend", spend.build()).build();
    }

    private Entry entry(RecordType type, JsonObject meta, JsonObject replay) {
        return new Entry(type, row.tenant(), row.session(), null, null, clock.instant(), meta, JsonObject.EMPTY,
                replay);
    }

    /**
     * An end of one.
     *
     * @param settled counts what it used in place of what was held
     */
    private record Answered(Entry entry, Write settled) {}
}
