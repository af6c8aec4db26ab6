// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.core.approval.WaitingCall;
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
 * Calls that had begun, or wait, in a turn which ends without them: it was cut off, or cancelled before it went on. One that
 * waits, or whose repeat does no harm, is cancelled with it; of any other it stands on record that it may have happened.
 */
public final class LeftCalls {
    /** Whose doing an end is that nobody asked for. */
    static final String GATEWAY = "gateway";
    private static final Set<RecordType> BEGUN = EnumSet.of(RecordType.TOOL_STARTED, RecordType.APPROVAL_REQUESTED);
    private static final Failure UNMADE = new Failure("cancelled", Optional.empty(),
            "the turn ended before the call was made", false);
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

    /**
     * The writes that settle them; to become durable with the turn's end. Conflict {@code APPROVAL_MOVED} when somebody
     * decides about one at the same moment: look again.
     */
    public List<Write> settle(String tenant, String turn, String by, Instant at) {
        var writes = new ArrayList<Write>();
        journal.ofTurn(tenant, turn).stream()
                .map(JournalRecord::entry)
                .filter(entry -> BEGUN.contains(entry.type()))
                .map(entry -> Objects.requireNonNull(entry.call()))
                .distinct()
                .flatMap(call -> rows.call(tenant, call).stream())
                .forEach(call -> writes.addAll(switch (call.state()) {
                    case RUNNING -> cutOff(call, turn, at);
                    case REQUESTED, WAITING_APPROVAL ->
                        WaitingCall.end(call, rows, Call.State.CANCELLED, UNMADE, by, at);
                    case IN_DOUBT, FINISHED, FAILED, DENIED, CANCELLED, PREVIEWED -> List.of();
                }));
        return writes;
    }

    private List<Write> cutOff(Call call, String turn, Instant at) {
        var settled = isRepeatable(call)
                ? call.now(Call.State.CANCELLED, Optional.of(CANCELLED), Optional.of(at))
                : call.now(Call.State.IN_DOUBT, call.error(), call.endedAt());
        return List.of(new Write.Append(entry(settled, turn, at)), new Write.PutCall(settled));
    }

    /** A tool that is gone cannot be asked. */
    private boolean isRepeatable(Call call) {
        return tools.find(call.tool(), "[" + call.version() + "," + call.version() + "]")
                .filter(tool -> tool.descriptor().idempotent())
                .isPresent();
    }

    private static Entry entry(Call settled, String turn, Instant at) {
        var meta = JsonObject.builder().put("tool", settled.tool()).put("principal", settled.principal())
                .put("version", settled.version());
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
