// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Decision;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.turn.Turn;

/** Makes a turn's records. Every {@code turn.*} names the turn's state. */
public final class TurnRecords {
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

    /** It stands in its session's queue. */
    public Entry queued(Instant at, int ahead) {
        return entry(RecordType.MESSAGE_QUEUED, at,
                JsonObject.builder().put("mode", "queue").put("ahead", ahead).build(), JsonObject.EMPTY);
    }

    /** It runs. */
    public Entry started(Instant at) {
        return entry(RecordType.TURN_STARTED, at, state(Turn.State.RUNNING).build(), JsonObject.EMPTY);
    }

    /** A step's planner asks for something that costs. */
    public Entry asked(int step, int number, String kind, JsonObject request, Instant at) {
        return new Entry(RecordType.DECIDE_ASKED, tenant, session, turn, null, at,
                cost(step, number, kind).build(), JsonObject.EMPTY,
                JsonObject.builder().put("request", request).build());
    }

    /** What came of it. */
    public Entry answered(int step, int number, String kind, JsonObject answer, Instant at) {
        return new Entry(RecordType.DECIDE_ANSWERED, tenant, session, turn, null, at,
                cost(step, number, kind).put("outcome", "done").build(), JsonObject.EMPTY,
                JsonObject.builder().put("answer", answer).build());
    }

    /** Nothing came of it. */
    public Entry unanswered(int step, int number, String kind, String why, Instant at) {
        return new Entry(RecordType.DECIDE_ANSWERED, tenant, session, turn, null, at,
                cost(step, number, kind).put("outcome", "failed").build(), JsonObject.EMPTY,
                JsonObject.of("error", why));
    }

    private static JsonObject.Builder cost(int step, int number, String kind) {
        return JsonObject.builder().put("step", step).put("number", number).put("kind", kind);
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
    public Entry finished(Instant at, int steps, String end, String reply) {
        return entry(RecordType.TURN_FINISHED, at,
                state(Turn.State.FINISHED).put("steps", steps).put("end", end).build(),
                JsonObject.of("reply", reply));
    }

    /** It failed. */
    public Entry failed(Instant at, int steps, Turn.Failure failure, String reply) {
        return entry(RecordType.TURN_FAILED, at,
                state(Turn.State.FAILED).put("steps", steps).put("code", failure.code()).build(),
                JsonObject.builder().put("message", failure.message()).put("reply", reply).build());
    }

    /** It was cancelled. */
    public Entry cancelled(Instant at, String by) {
        return entry(RecordType.TURN_CANCELLED, at, state(Turn.State.CANCELLED).put("by", by).build(),
                JsonObject.EMPTY);
    }

    /** Its reply was handed over. */
    public Entry emitted(Instant at, JsonObject meta, String text) {
        return entry(RecordType.MESSAGE_EMITTED, at, meta, JsonObject.of("text", text));
    }

    private static JsonObject.Builder state(Turn.State state) {
        return JsonObject.builder().put("state", state.name().toLowerCase(Locale.ROOT));
    }

    private Entry entry(RecordType type, Instant at, JsonObject meta, JsonObject payload) {
        return new Entry(type, tenant, session, turn, null, at, meta, payload, JsonObject.EMPTY);
    }
}
