// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;

/** Moves approvals on, on record: each from where it was seen to stand, so that whoever came first counts. */
final class Moves {
    /** Whose word it is when nobody said anything. */
    static final String GATEWAY = "gateway";

    private final Store store;
    private final Clock clock;

    Moves(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Moves all, or none; durable when it returns.
     *
     * @param riders what becomes durable with it
     * @throws StoreException {@code APPROVAL_MOVED} when one of them has moved meanwhile
     */
    void move(List<Approval> from, State to, Approval.Decision by, List<Write> riders) throws StoreException {
        var writes = new ArrayList<Write>();
        from.forEach(approval -> writes.addAll(ApprovalRecords.decided(approval, to, by)));
        writes.addAll(riders);
        store.commit(new Batch(writes));
    }

    /** The gateway's own word, now. */
    Approval.Decision byItself(String reason) {
        return new Approval.Decision(GATEWAY, now(), reason);
    }
}
