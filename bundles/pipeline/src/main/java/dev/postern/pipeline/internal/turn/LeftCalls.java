package dev.postern.pipeline.internal.turn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Write;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Call.Failure;

/**
 * Calls that had begun in a turn which ends without them: it was cut off, or cancelled before it went on after a start.
 * One whose repeat does no harm is cancelled with it; of any other it stands on record that it may have happened.
 */
public final class LeftCalls {
    private static final Failure CANCELLED = new Failure("cancelled", Optional.empty(),
            "the turn ended while the call ran", false);

    private final Rows rows;
    private final Journal journal;
    private final ToolRegistry tools;

    /** Over what is durable. */
    public LeftCalls(Rows rows, Journal journal, ToolRegistry tools) {
        this.rows = rows;
        this.journal = journal;
        this.tools = tools;
    }

    /** The writes that settle them; to become durable with the turn's end. */
    public List<Write> settle(String tenant, String turn, Instant at) {
        var writes = new ArrayList<Write>();
        journal.ofTurn(tenant, turn).stream()
                .map(JournalRecord::entry)
                .filter(entry -> entry.type() == RecordType.TOOL_STARTED)
                .map(entry -> Objects.requireNonNull(entry.call()))
                .distinct()
                .flatMap(call -> rows.call(tenant, call).stream())
                .filter(call -> call.state() == Call.State.RUNNING)
                .forEach(call -> {
                    var settled = isRepeatable(call)
                            ? call.now(Call.State.CANCELLED, Optional.of(CANCELLED), Optional.of(at))
                            : call.now(Call.State.IN_DOUBT, call.error(), call.endedAt());
                    writes.add(new Write.Append(entry(settled, turn, at)));
                    writes.add(new Write.PutCall(settled));
                });
        return writes;
    }

    /** A tool that is gone cannot be asked. */
    private boolean isRepeatable(Call call) {
        return tools.find(call.tool(), "[" + call.version() + "," + call.version() + "]")
                .filter(tool -> tool.descriptor().idempotent())
                .isPresent();
    }

    private static Entry entry(Call settled, String turn, Instant at) {
        var meta = JsonObject.builder().put("tool", settled.tool()).put("version", settled.version());
        var payload = JsonObject.EMPTY;
        var type = RecordType.TOOL_IN_DOUBT;
        if (settled.state() == Call.State.CANCELLED) {
            type = RecordType.TOOL_FINISHED;
            meta.put("state", "cancelled").put("code", CANCELLED.code());
            payload = JsonObject.of("message", CANCELLED.message());
        }
        return new Entry(type, settled.tenant(), settled.session(), turn, settled.id(), at, meta.build(), payload,
                JsonObject.EMPTY);
    }
}
