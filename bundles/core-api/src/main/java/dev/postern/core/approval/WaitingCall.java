// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;

/** A call that waits for a person's word, and will not get it. */
public final class WaitingCall {

    private WaitingCall() {}

    /**
     * The writes that end it: the call, and what it waits for. Conflict {@code APPROVAL_MOVED} when somebody decides at the
     * same moment: look again.
     *
     * @param call as its row is
     * @param rows where its approval is looked up
     * @param then how it ends
     * @param why the reason
     * @param by who ends it
     * @param at now
     */
    public static List<Write> end(Call call, Rows rows, Call.State then, Call.Failure why, String by, Instant at) {
        var writes = new ArrayList<Write>();
        call.approval().flatMap(id -> rows.approval(call.tenant(), id)).ifPresent(approval -> writes
                .addAll(release(approval, new Approval.Decision(by, at, why.message()))));
        var meta = JsonObject.builder()
                .put("tool", call.tool())
                .put("principal", call.principal())
                .put("version", Optional.of(call.version()).filter(version -> !version.isEmpty()))
                .put("state", then.name().toLowerCase(Locale.ROOT))
                .put("durationMillis", Math.max(0, Duration.between(call.requestedAt(), at).toMillis()))
                .put("code", why.shown())
                .put("by", by)
                .build();
        writes.add(new Write.Append(new Entry(RecordType.TOOL_FINISHED, call.tenant(), call.session(),
                call.turn().orElse(null), call.id(), at, meta, JsonObject.of("message", why.message()),
                // the gateway's own words
                JsonObject.builder().put(CallOutcome.FOREIGN, false).build())));
        writes.add(new Write.PutCall(call.now(then, Optional.of(why), Optional.of(at))));
        return List.copyOf(writes);
    }

    /**
     * The writes after which nobody can give any more what a call waits for, and nothing is kept of it that would run the
     * call; none when that is so already.
     *
     * @param approval as its row is
     * @param decision whose doing that is, and why
     */
    public static List<Write> release(Approval approval, Approval.Decision decision) {
        if (!approval.state().ended()) {
            return ApprovalRecords.decided(approval.withoutRequest(), Approval.State.SUPERSEDED, decision);
        }
        return approval.request().isEmpty()
                ? List.of()
                : List.of(new Write.PutApproval(approval.withoutRequest(), Optional.of(approval.state())));
    }
}
