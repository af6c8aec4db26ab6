// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.pipeline.internal.record.CallIds;
import dev.postern.pipeline.internal.record.DecisionCodec;
import dev.postern.pipeline.internal.record.Origins;

/** Builds a turn's steps again from its records and the rows of its calls. */
final class StepReader {
    private final Rows rows;
    private final String tenant;
    private final String turn;
    private final List<JournalRecord> records;

    StepReader(Rows rows, String tenant, String turn, List<JournalRecord> records) {
        this.rows = rows;
        this.tenant = tenant;
        this.turn = turn;
        this.records = records;
    }

    Steps read() {
        var steps = new Steps();
        var begun = begun();
        for (var record : records) {
            var entry = record.entry();
            if (entry.type() == RecordType.DECIDE_FINISHED) {
                decided(steps, entry, begun);
            }
        }
        return steps;
    }

    /** Whether the turn's start is on record. */
    boolean started() {
        return started(records);
    }

    static boolean started(List<JournalRecord> records) {
        return records.stream().anyMatch(record -> record.entry().type() == RecordType.TURN_STARTED);
    }

    /** What came of what the step's planner asked for before a crash, by kind and number. */
    Map<String, JsonObject> answers(int step) {
        var answers = new HashMap<String, JsonObject>();
        for (var record : records) {
            var entry = record.entry();
            if (entry.type() == RecordType.DECIDE_ANSWERED
                    && entry.meta().integer("step").filter(number -> number == step).isPresent()) {
                entry.replay().object("answer").ifPresent(answer -> answers.put(
                        Once.place(entry.meta().text("kind").orElse(""), entry.meta().integer("number").orElse(0L)),
                        answer));
            }
        }
        return answers;
    }

    private void decided(Steps steps, Entry entry, Set<String> begun) {
        int number = Math.toIntExact(entry.meta().integer("step").orElseThrow());
        var decision = DecisionCodec.read(
                entry.meta().text("decision").orElseThrow(),
                entry.payload().object("content").orElse(JsonObject.EMPTY));
        entry.meta().text("origin").map(Origins::read).ifPresent(steps::taint);
        if (!(decision instanceof Decision.CallTools(var calls, _))) {
            steps.decide(new Steps.Open(number, decision, Map.of()));
            return;
        }
        var known = new HashMap<Integer, Steps.Known>();
        for (int index = 0; index < calls.size(); index++) {
            int place = index;
            known(CallIds.of(turn, number, index), begun).ifPresent(fact -> known.put(place, fact));
        }
        steps.decide(new Steps.Open(number, decision, Map.copyOf(known)));
        if (isDone(number)) {
            ends(known, calls.size()).ifPresent(steps::end);
        }
    }

    /** One whose calls have ended although nobody has said so yet is still to be ended. */
    private boolean isDone(int number) {
        return records.stream().map(JournalRecord::entry).anyMatch(entry -> switch (entry.type()) {
            case TURN_STEP -> entry.meta().integer("step").filter(step -> step == number).isPresent();
            case DECIDE_FINISHED -> entry.meta().integer("step").filter(step -> step > number).isPresent();
            default -> false;
        });
    }

    private static Optional<List<Steps.Known.Ended>> ends(Map<Integer, Steps.Known> known, int calls) {
        var ends = new ArrayList<Steps.Known.Ended>(calls);
        for (int index = 0; index < calls; index++) {
            if (!(known.get(index) instanceof Steps.Known.Ended end)) {
                return Optional.empty();
            }
            ends.add(end);
        }
        return Optional.of(ends);
    }

    private Optional<Steps.Known> known(String id, Set<String> begun) {
        var row = rows.call(tenant, id);
        if (row.isEmpty()) {
            return begun.contains(id) ? Optional.of(new Steps.Known.Begun()) : Optional.empty();
        }
        return switch (row.get().state()) {
            case REQUESTED -> Optional.of(new Steps.Known.Retried());
            case WAITING_APPROVAL -> Optional.of(new Steps.Known.Waits());
            case RUNNING -> Optional.of(new Steps.Known.Begun());
            case IN_DOUBT -> Optional.of(new Steps.Known.InDoubt());
            case FINISHED, PREVIEWED, FAILED, DENIED, CANCELLED ->
                Optional.of(Results.of(row.get(), finished(id)));
        };
    }

    private Optional<Entry> finished(String call) {
        return records.reversed().stream().map(JournalRecord::entry)
                .filter(entry -> entry.type() == RecordType.TOOL_FINISHED && call.equals(entry.call()))
                .findFirst();
    }

    private Set<String> begun() {
        var begun = new HashSet<String>();
        for (var record : records) {
            var call = record.entry().call();
            if (call != null && record.entry().type() == RecordType.TOOL_STARTED) {
                begun.add(call);
            } else if (call != null && record.entry().type() == RecordType.TOOL_FINISHED) {
                begun.remove(call);
            }
        }
        return begun;
    }
}
