// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.MemoryKind;
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
    private final List<Entry> answers = new ArrayList<>();
    private int next;

    /** @param row the summary's row as it was read */
    SummaryExchange(Store store, Clock clock, Memory row) {
        this.store = store;
        this.clock = clock;
        this.row = row;
    }

    @Override
    public JsonObject once(JsonObject request, Callable<JsonObject> work) throws Exception {
        int number = next++;
        store.commit(Batch.of(
                new Write.Append(entry(RecordType.DECIDE_ASKED, meta(number).build(),
                        JsonObject.builder().put("request", request).build())),
                new Write.PutMemory(row, row.revision())));
        try {
            var answer = work.call();
            answers.add(entry(RecordType.DECIDE_ANSWERED, meta(number).put("outcome", "done").build(),
                    JsonObject.builder().put("answer", answer).build()));
            return answer;
        } catch (Exception failed) {
            answers.add(entry(RecordType.DECIDE_ANSWERED, meta(number).put("outcome", "failed").build(),
                    JsonObject.of("error", failed instanceof InterruptedException
                            ? "interrupted"
                            : String.valueOf(failed.getMessage()))));
            throw failed;
        }
    }

    /** What came of them, to be written with what was made of it. */
    List<Write> answers() {
        return answers.stream().<Write>map(Write.Append::new).toList();
    }

    /** The summary was erased meanwhile, and so is what was answered; that it was paid for stays. */
    void dropped() throws StoreException {
        var writes = answers.stream().<Write>map(answer -> new Write.Append(new Entry(answer.type(), answer.tenant(),
                answer.session(), null, null, answer.at(), answer.meta(), JsonObject.EMPTY, usage(answer.replay()))))
                .toList();
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
