// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.store.internal.TestStore;

/** A session with turns as the pipeline records them. */
final class Conversation {
    static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    static final MemorySettings.PadLimits PAD = new MemorySettings.PadLimits(3, 100, 200, Duration.ofHours(1), 50);

    final String session;
    private final TestStore kept;
    private int turns;

    Conversation(TestStore kept, String session, SessionSettings settings) throws StoreException {
        this.kept = kept;
        this.session = session;
        kept.store().commit(Batch.of(new Write.PutSession(new Session(session, "default", "default", Session.GATEWAY,
                "k_1", session, AT, AT, 1, Session.ExecutionState.ACTIVE, settings, SessionProgress.NONE), 0)));
    }

    static LiveSettings settings(int turns, int keep) {
        return new LiveSettings(new MemorySettings(PAD, new MemorySettings.SummaryRule(turns, 1_000, keep, 1_000, 2)));
    }

    /** A turn that ends. */
    String turn(String said, String reply) throws StoreException {
        return turn(said, reply, "person", Turn.State.FINISHED);
    }

    /** A turn that read a summary, that rests on such words, in such a state. */
    String turn(String said, String reply, String origin, Turn.State state) throws StoreException {
        var id = "t_%04d".formatted(++turns);
        var writes = new ArrayList<Write>(List.of(
                append(id, null, RecordType.MESSAGE_ACCEPTED, JsonObject.EMPTY, JsonObject.builder()
                        .put("parts", array(JsonObject.builder().put("text", said).put("origin", "person").build()))
                        .build()),
                append(id, null, RecordType.MEMORY_READ, JsonObject.builder().put("memories", array(
                        JsonObject.builder().put("memory", "summary").put("effect", "allow").build())).build(),
                        JsonObject.EMPTY),
                append(id, "c_" + id, RecordType.TOOL_FINISHED,
                        JsonObject.builder().put("tool", "time.now").put("state", "finished").build(),
                        JsonObject.EMPTY),
                append(id, null, RecordType.DECIDE_FINISHED, JsonObject.of("origin", origin), JsonObject.EMPTY),
                new Write.PutTurn(
                        new Turn(id, "default", session, state, AT, Optional.of(AT).filter(_ -> state.ended()),
                                Optional.of(reply), Optional.empty(), 1, 1))));
        if (state == Turn.State.FINISHED) {
            writes.add(append(id, null, RecordType.TURN_FINISHED, JsonObject.EMPTY, JsonObject.of("reply", reply)));
        }
        kept.store().commit(new Batch(writes));
        kept.settle();
        return id;
    }

    /** Something that reached the turn while it ran. */
    String steered(String into, String said) throws StoreException {
        var id = "t_%04d".formatted(++turns);
        var parts = JsonObject.builder()
                .put("parts", array(JsonObject.builder().put("text", said).put("origin", "person").build())).build();
        kept.store().commit(Batch.of(append(id, null, RecordType.MESSAGE_ACCEPTED, JsonObject.EMPTY, parts),
                append(into, null, RecordType.DECIDE_STEERED, JsonObject.EMPTY, parts),
                append(id, null, RecordType.TURN_FINISHED, JsonObject.EMPTY, JsonObject.EMPTY),
                new Write.PutTurn(new Turn(id, "default", session, Turn.State.FINISHED, AT, Optional.of(AT),
                        Optional.empty(), Optional.empty(), 0, 2, Optional.of(into), Optional.empty()))));
        kept.settle();
        return id;
    }

    List<Entry> records(RecordType type) {
        kept.settle();
        return kept.journal().ofSession("default", session, 0, 1_000).stream().map(record -> record.entry())
                .filter(entry -> entry.type() == type).toList();
    }

    private static JsonArray array(JsonObject... values) {
        return new JsonArray(List.<JsonValue>of(values));
    }

    private Write append(String turn, @org.jspecify.annotations.Nullable String call, RecordType type, JsonObject meta,
            JsonObject payload) {
        return new Write.Append(new Entry(type, "default", session, turn, call, AT, meta, payload, JsonObject.EMPTY));
    }
}
