// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Holds;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;

/**
 * By what a call may run.
 *
 * @param approval the person's word; empty when the rules let it run
 * @param hold who keeps it running, when it has to be held
 */
record Consent(Optional<Approval> approval, Optional<Holds.Hold> hold) {
    /** The rules alone. */
    static final Consent OF_THE_RULES = new Consent(Optional.empty(), Optional.empty());

    /**
     * The writes that use the word up; none when the call was started by it before.
     *
     * @throws StoreException {@code APPROVAL_MOVED} when it is too late to use it
     */
    List<Write> use(Instant now) throws StoreException {
        var given = approval.orElseThrow();
        if (given.state() == Approval.State.CONSUMED) {
            return List.of();
        }
        if (now.isAfter(given.expiresAt())) {
            throw new StoreException(StoreException.Reason.APPROVAL_MOVED, "the approval has expired", null);
        }
        return List.of(new Write.PutApproval(given.now(Approval.State.CONSUMED, given.decision()),
                Optional.of(given.state())));
    }

    /** The same once the call has started by it. */
    Consent used() {
        return new Consent(approval.map(given -> given.now(Approval.State.CONSUMED, given.decision())), hold);
    }

    /** What the call waits for still as long as it has not started; empty when that is nobody's word. */
    Optional<Approval> unused() {
        return approval.filter(given -> given.state() != Approval.State.CONSUMED);
    }
}
