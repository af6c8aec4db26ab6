// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.schema.Description;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.protocol.WireRecord;

/**
 * A call waits for somebody's word.
 *
 * @param approval its id
 * @param call the call
 * @param session its session
 * @param turn its turn
 * @param step the turn's step; 0 outside any turn
 * @param mode what is asked for
 * @param tool the tool
 * @param version its version
 * @param bundle its bundle, {@code <symbolic name>/<version>/<sha256>}
 * @param risk what it can do at worst
 * @param principal who asks
 * @param origin where the arguments came from, at worst
 * @param rules the rules that ask
 * @param reason why they do
 * @param digest what the approval is bound to
 * @param revision the revision of the rules
 * @param expiresAt until when it can be given
 * @param input the canonical arguments, redacted
 * @param preview what the call would do
 */
@WireRecord("approval.requested")
@Description("A call waits for somebody's word.")
public record ApprovalRequested(
        String approval,
        String call,
        String session,
        Optional<String> turn,
        @Description("The turn's step; calls of one step can be decided together. 0 outside any turn.") int step,
        Approval.Mode mode,
        String tool,
        String version,
        @Description("Symbolic name, version and SHA-256, separated by slashes.") String bundle,
        Risk risk,
        String principal,
        @Description("Where the arguments came from, at worst.") Origin origin,
        List<String> rules,
        String reason,
        @Description("What the approval is bound to, SHA-256 in hex.") String digest,
        @Description("The revision of the rules.") long revision,
        @Description("Until when it can be given, and used.") Instant expiresAt,
        @Description("The canonical arguments, redacted.") JsonObject input,
        @Description("Summary, mediaType and detail; empty when the tool cannot say.") JsonObject preview) {}
