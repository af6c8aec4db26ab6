// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

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
 * Puts a summary's exchanges on record, as those of turns are: what is asked is durable before, what came of it rides with the
 * summary. What was erased meanwhile is not asked about: the row must still be what was read.
 */
final class SummaryExchange implements ModelDesk.Recording {
    private final Store store;
    private final Clock clock;
    private final Memory row;
    private final List<Limit> limits;
    private final List<Entry> answers = new ArrayList<>();
    /** What was used in place of what was held. */
    private final List<Write> settled = new ArrayList<>();
    private int next;

    /**
     * One.
     *
     * @param row the summary's row as it was read
     * @param limits that hold for the session, those of turns left out
     */
    SummaryExchange(Store store, Clock clock, Memory row, List<Limit> limits) {
        this.store = store;
        this.clock = clock;
        this.row = row;
        this.limits = limits;
    }

    @Override
    public JsonObject once(JsonObject request, Usage most, TurnView.Metered work) throws Exception {
        int number = next++;
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        store.commit(Batch.of(
                new Write.Append(entry(RecordType.DECIDE_ASKED, meta(number).build(),
                        JsonObject.builder().put("request", request).build())),
                new Write.PutMemory(row, row.revision()),
                new Write.Use(row.tenant(), row.session(), day, most, limits)));
        var used = new AtomicReference<>(most);
        try {
            var answer = work.run(used::set);
            answers.add(entry(RecordType.DECIDE_ANSWERED, meta(number).put("outcome", "done").build(),
                    JsonObject.builder().put("answer", answer).build()));
            return answer;
        } catch (Exception failed) {
            answers.add(entry(RecordType.DECIDE_ANSWERED, meta(number).put("outcome", "failed").build(),
                    JsonObject.of("error", failed instanceof InterruptedException
                            ? "interrupted"
                            : String.valueOf(failed.getMessage()))));
            throw failed;
        } finally {
            settled.add(new Write.Use(row.tenant(), row.session(), day, used.get().minus(most), List.of()));
        }
    }

    /** What came of them, to be written with what was made of it. */
    List<Write> answers() {
        return Stream.concat(answers.stream().map(Write.Append::new), settled.stream()).toList();
    }

    /** The summary was erased meanwhile, and so is what was answered; that it was paid for stays. */
    void dropped() throws StoreException {
        var kept = answers.stream().map(answer -> new Write.Append(new Entry(answer.type(), answer.tenant(),
                answer.session(), null, null, answer.at(), answer.meta(), JsonObject.EMPTY, usage(answer.replay()))));
        var writes = Stream.concat(kept, settled.stream()).toList();
        if (!writes.isEmpty()) {
            store.commit(new Batch(writes));
        }
    }

    private static JsonObject usage(JsonObject replay) {
        var kept = JsonObject.builder();
        replay.object("answer").flatMap(answer -> answer.object("usage"))
                .ifPresent(usage -> kept.put("answer", JsonObject.builder().put("usage", usage).build()));
        return kept.build();
    }

    private static JsonObject.Builder meta(int number) {
        return JsonObject.builder().put("step", 0).put("number", number).put("kind", "model_exchange").put("for",
                MemoryKind.SUMMARY.text());
    }

    private Entry entry(RecordType type, JsonObject meta, JsonObject replay) {
        return new Entry(type, row.tenant(), row.session(), null, null, clock.instant(), meta, JsonObject.EMPTY,
                replay);
    }
}
