// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.approval.Approval;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** Which approvals somebody may know of, and what is said of those that do not wait any more. */
final class Reach {
    private final Rows rows;

    Reach(Rows rows) {
        this.rows = rows;
    }

    /** Whether the principal reaches the approval's session. */
    boolean reaches(Principal who, Approval approval) {
        return rows.session(who.tenant(), approval.session()).filter(session -> session.isWithinReachOf(who))
                .isPresent();
    }

    /** @throws WireException {@code not_found}, for one that is out of reach too */
    Approval get(Principal who, String id) throws WireException {
        return rows.approval(who.tenant(), id).filter(approval -> reaches(who, approval))
                .orElseThrow(() -> WireException.notFound("approval", id));
    }

    /** The answer to whoever comes after the first: what the first one said. */
    static WireException decided(Approval approval) {
        var state = approval.state().name().toLowerCase(Locale.ROOT);
        var detail = JsonObject.builder().put("approval", approval.id()).put("state", state)
                .put("by", approval.decision().map(Approval.Decision::by))
                .put("at", approval.decision().map(decision -> decision.at().toString()))
                .put("reason", approval.decision().map(Approval.Decision::reason).filter(reason -> !reason.isEmpty()))
                .build();
        boolean gone = approval.state() == Approval.State.SUPERSEDED;
        return new WireException(gone ? ErrorCode.SUPERSEDED : ErrorCode.CONFLICT,
                gone
                        ? "what the approval " + approval.id()
                                + " was for is gone; if it is still wanted it is asked for"
                                + " again, see approvals.list"
                        : "the approval " + approval.id() + " is " + state + " already",
                List.of(detail), false, null);
    }

    /** The same approval as it stands now. */
    Optional<Approval> again(Approval approval) {
        return rows.approval(approval.tenant(), approval.id());
    }
}
