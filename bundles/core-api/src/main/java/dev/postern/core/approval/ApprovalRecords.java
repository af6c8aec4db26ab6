// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.approval;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;

/** What the journal says of approvals. */
public final class ApprovalRecords {
    private static final DateTimeFormatter MILLIS = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private ApprovalRecords() {}

    /** What whoever wants the call is told: {@code {approval, call, mode, expiresAt}}. */
    public static JsonObject asked(Approval approval) {
        return JsonObject.builder()
                .put("approval", approval.id())
                .put("call", approval.call())
                .put("mode", lower(approval.mode()))
                .put("expiresAt", MILLIS.format(approval.expiresAt()))
                .build();
    }

    /** It is asked for: the writes that create it. */
    public static List<Write> requested(Approval approval) {
        var meta = JsonObject.builder()
                .put("approval", approval.id())
                .put("mode", lower(approval.mode()))
                .put("tool", approval.tool())
                .put("version", approval.version())
                .put("bundle", approval.bundle())
                .put("risk", lower(approval.risk()))
                .put("principal", approval.principal())
                .put("origin", lower(approval.origin()))
                .put("rules", JsonArray.ofStrings(approval.rules()))
                .put("reason", approval.reason())
                .put("digest", approval.digest())
                .put("revision", approval.revision())
                .put("expiresAt", MILLIS.format(approval.expiresAt()))
                .put("step", approval.step())
                .build();
        var payload = JsonObject.builder().put("input", approval.input()).put("preview", approval.preview()).build();
        return List.of(
                new Write.Append(new Entry(RecordType.APPROVAL_REQUESTED, approval.tenant(), approval.session(),
                        approval.turn().orElse(null), approval.call(), approval.requestedAt(), meta, payload,
                        JsonObject.EMPTY)),
                new Write.PutApproval(approval, Optional.empty()));
    }

    /**
     * It was decided, or came to nothing: the writes that move it on. Conflict {@code APPROVAL_MOVED} for whoever is late.
     *
     * @param before as it stands
     * @param then where it goes
     * @param decision whose word that is
     */
    public static List<Write> decided(Approval before, Approval.State then, Approval.Decision decision) {
        var after = before.now(then, Optional.of(decision));
        var meta = JsonObject.builder()
                .put("approval", after.id())
                .put("tool", after.tool())
                .put("principal", after.principal())
                .put("decision", lower(then))
                .put("by", decision.by())
                .put("mode", lower(after.mode()))
                .build();
        return List.of(
                new Write.Append(new Entry(RecordType.APPROVAL_DECIDED, after.tenant(), after.session(),
                        after.turn().orElse(null), after.call(), decision.at(), meta,
                        JsonObject.of("reason", decision.reason()), JsonObject.EMPTY)),
                new Write.PutApproval(after, Optional.of(before.state())));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
