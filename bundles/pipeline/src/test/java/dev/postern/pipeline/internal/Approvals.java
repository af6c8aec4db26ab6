// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Instant;
import java.util.List;

import dev.postern.core.approval.Approval;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.store.Batch;
import dev.postern.core.store.StoreException;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;
import dev.postern.store.internal.TestStore;

/** What an operator does about the calls of a turn, by the rows. */
record Approvals(TestStore kept) {
    static final String OPERATOR = "k_operator";

    /** The one open approval of a turn that waits. */
    static Approval awaited(Gateway gateway, String turn) {
        gateway.in(turn, Turn.State.WAITING_APPROVAL::equals);
        return new Approvals(gateway.kept).of(turn).getFirst();
    }

    /** The open approvals of a turn. */
    List<Approval> of(String turn) {
        return kept.rows().openApprovals("default", null, 500).stream()
                .filter(approval -> approval.turn().filter(turn::equals).isPresent()).toList();
    }

    /** What a call waits for. */
    Approval ofCall(String call) {
        return kept.rows().approval("default", call(call).approval().orElseThrow()).orElseThrow();
    }

    Approval now(Approval asked) {
        return kept.rows().approval("default", asked.id()).orElseThrow();
    }

    Call call(String id) {
        return kept.rows().call("default", id).orElseThrow();
    }

    void approve(Approval asked) throws StoreException {
        decide(asked, Approval.State.APPROVED, "");
    }

    void deny(Approval asked, String reason) throws StoreException {
        decide(asked, Approval.State.DENIED, reason);
    }

    void decide(Approval asked, Approval.State then, String reason) throws StoreException {
        kept.store().commit(decision(asked, then, reason));
    }

    /** The same with another digest and another time to end. */
    static Approval bent(Approval now, String digest, Instant expiresAt) {
        return new Approval(now.id(), now.tenant(), now.session(), now.turn(), now.step(), now.call(), now.principal(),
                now.mode(), now.tool(), now.version(), now.bundle(), now.schemas(), now.risk(), now.origin(),
                now.input(),
                now.arguments(), now.preview(), now.rules(), now.reason(), now.revision(), digest, now.requestedAt(),
                expiresAt, now.state(), now.decision(), now.request());
    }

    static Batch decision(Approval asked, Approval.State then, String reason) {
        return new Batch(ApprovalRecords.decided(asked, then,
                new Approval.Decision(OPERATOR, Instant.parse("2026-11-22T10:00:00Z"), reason)));
    }
}
