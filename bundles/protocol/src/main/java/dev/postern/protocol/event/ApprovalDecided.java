// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.approval.Approval;
import dev.postern.protocol.WireRecord;

/**
 * An approval has moved on: somebody decided, or there is nothing to decide any more.
 *
 * @param approval its id
 * @param call the call
 * @param session its session
 * @param turn its turn
 * @param tool the tool
 * @param mode what was asked for
 * @param decision where it stands now; that it was used up is told by {@code tool.started}
 * @param by who said so; {@code gateway} for what happened by itself
 * @param reason why
 * @param principal who asked for the call; absent in old records
 */
@WireRecord("approval.decided")
@Description("An approval has moved on: somebody decided, or there is nothing to decide any more.")
public record ApprovalDecided(
        String approval,
        String call,
        String session,
        Optional<String> turn,
        String tool,
        Approval.Mode mode,
        @Description("Where it stands now; that it was used up is told by tool.started.") Decision decision,
        @Description("Who said so; gateway for what happened by itself.") String by,
        @Description("May be empty.") String reason,
        @Description("Who asked for the call; absent in old records.") Optional<String> principal) {

    /** What can become of one that is pending, and of one that was given and is not used yet. */
    public enum Decision {
        APPROVED,
        DENIED,
        /** Somebody began to hold. */
        HELD,
        EXPIRED,
        /** What it was for is gone. */
        SUPERSEDED
    }
}
