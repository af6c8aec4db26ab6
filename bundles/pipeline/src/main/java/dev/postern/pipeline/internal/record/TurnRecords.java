// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Usage;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.turn.Turn;

/** Makes a turn's records. Every {@code turn.*} names the turn's state. */
public final class TurnRecords {
    private static final String INTERRUPTED = "interrupted";

    private final String tenant;
    private final String session;
    private final String turn;

    /** Of one turn. */
    public TurnRecords(String tenant, String session, String turn) {
        this.tenant = tenant;
        this.session = session;
        this.turn = turn;
    }

    /** Its message is durable. */
    public Entry accepted(Instant at) {
        return entry(RecordType.TURN_ACCEPTED, at, state(Turn.State.QUEUED).build(), JsonObject.EMPTY);
    }

    /** A message of it stands in its session's queue. */
    public Entry queued(Instant at, String message, int ahead, Arrival arrival) {
        return entry(RecordType.MESSAGE_QUEUED, at, JsonObject.builder()
                .put("message", message)
                .put("mode", arrival.mode().name().toLowerCase(Locale.ROOT))
                .put("ahead", ahead)
                .put("target", arrival.target())
                .build(), JsonObject.EMPTY);
    }

    /** It runs, with these messages. */
    public Entry started(Instant at, List<String> messages) {
        return entry(RecordType.TURN_STARTED, at,
                state(Turn.State.RUNNING).put("messages", JsonArray.ofStrings(messages)).build(), JsonObject.EMPTY);
    }

    /** A step's planner asks for something that costs. */
    public Entry asked(Cost cost, JsonObject request, Instant at) {
        return new Entry(RecordType.DECIDE_ASKED, tenant, session, turn, null, at,
                cost.facts("most").build(), JsonObject.EMPTY,
                JsonObject.builder().put("request", request).build());
    }

    /** What came of it. */
    public Entry answered(Cost cost, JsonObject answer, Instant at) {
        return new Entry(RecordType.DECIDE_ANSWERED, tenant, session, turn, null, at,
                cost.facts("usage").put("outcome", "done").build(), JsonObject.EMPTY,
                JsonObject.builder().put("answer", answer).build());
    }

    /** Nothing came of it. */
    public Entry unanswered(Cost cost, String why, Instant at) {
        return new Entry(RecordType.DECIDE_ANSWERED, tenant, session, turn, null, at,
                cost.facts("usage").put("outcome", "failed").build(), JsonObject.EMPTY,
                JsonObject.of("error", why));
    }

    /** A step's planner read what its session remembers. */
    public Entry remembered(int step, JsonArray memories, Instant at) {
        return entry(RecordType.MEMORY_READ, at,
                JsonObject.builder().put("step", step).put("memories", memories).build(), JsonObject.EMPTY);
    }

    /** A step was decided. */
    public Entry decided(int step, String planner, Decision decision, String origin, Instant at, JsonObject replay) {
        var meta = JsonObject.builder()
                .put("step", step)
                .put("decision", DecisionCodec.kind(decision))
                .put("planner", planner)
                .put("origin", origin)
                .build();
        return new Entry(RecordType.DECIDE_FINISHED, tenant, session, turn, null, at, meta,
                JsonObject.builder().put("content", DecisionCodec.write(decision)).build(), replay);
    }

    /** A step's calls have ended. */
    public Entry step(int step, List<Decision.Call> calls, Instant at) {
        var made = new ArrayList<JsonValue>(calls.size());
        for (int index = 0; index < calls.size(); index++) {
            made.add(JsonObject.builder()
                    .put("call", CallIds.of(turn, step, index))
                    .put("tool", calls.get(index).tool())
                    .build());
        }
        return entry(RecordType.TURN_STEP, at,
                state(Turn.State.RUNNING).put("step", step).put("calls", new JsonArray(made)).build(),
                JsonObject.EMPTY);
    }

    /** It ended with what it had to say, perhaps nothing. */
    public Entry finished(Instant at, int steps, String end, String reply, Optional<Usage> usage) {
        return entry(RecordType.TURN_FINISHED, at,
                with(usage, state(Turn.State.FINISHED).put("steps", steps).put("end", end)),
                JsonObject.of("reply", reply));
    }

    /** Its message reached another turn, at a step of that. */
    public Entry steered(Instant at, String into, int step) {
        return entry(RecordType.TURN_FINISHED, at,
                state(Turn.State.FINISHED).put("steps", 0).put("end", "steered").put("into", into).put("step", step)
                        .build(),
                JsonObject.of("reply", ""));
    }

    /** It failed. */
    public Entry failed(Instant at, int steps, Turn.Failure failure, String reply, Optional<Usage> usage) {
        return entry(RecordType.TURN_FAILED, at,
                with(usage, state(Turn.State.FAILED).put("steps", steps).put("code", failure.code())),
                JsonObject.builder().put("message", failure.message()).put("reply", reply).build());
    }

    /** It was cancelled, perhaps by the message of a turn that comes next. */
    public Entry cancelled(Instant at, String by, Optional<String> next) {
        return entry(RecordType.TURN_CANCELLED, at, state(Turn.State.CANCELLED)
                .put("by", by)
                .put("reason", next.map(_ -> INTERRUPTED))
                .put("next", next)
                .build(), JsonObject.EMPTY);
    }

    /** What a turn that a message interrupted says of itself. */
    public static Turn.Failure interrupted(String next) {
        return new Turn.Failure(INTERRUPTED, "a message interrupted it, whose turn is " + next);
    }

    /** Its reply was handed over. */
    public Entry emitted(Instant at, JsonObject meta, String text) {
        return entry(RecordType.MESSAGE_EMITTED, at, meta, JsonObject.of("text", text));
    }

    private static JsonObject with(Optional<Usage> usage, JsonObject.Builder facts) {
        usage.ifPresent(used -> facts.put("usage", UsageCodec.write(used)));
        return facts.build();
    }

    private static JsonObject.Builder state(Turn.State state) {
        return JsonObject.builder().put("state", state.name().toLowerCase(Locale.ROOT));
    }

    private Entry entry(RecordType type, Instant at, JsonObject meta, JsonObject payload) {
        return new Entry(type, tenant, session, turn, null, at, meta, payload, JsonObject.EMPTY);
    }
}
