// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.schema.Description;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;

/** An approval as whoever decides sees it: all that it is bound to. */
public record ApprovalView(
        String id,
        Approval.Mode mode,
        Approval.State state,
        @Description("The session of the call") String session,
        Optional<String> turn,
        @Description("The turn's step; calls of one step can be decided together. 0 outside any turn") int step,
        String call,
        @Description("Who asks") String principal,
        String tool,
        String version,
        @Description("Symbolic name, version and SHA-256 of the bundle that would serve it") String bundle,
        @Description("What the tool can do at worst") Risk risk,
        @Description("Where the arguments came from, at worst") Origin origin,
        @Description("The canonical arguments, secrets redacted") JsonObject input,
        @Description("What the call would do: summary, mediaType, detail; empty when the tool cannot say") JsonObject preview,
        @Description("The rules that ask") List<String> rules,
        @Description("Why they do") String reason,
        @Description("The revision of the rules") long revision,
        @Description("What it is bound to, SHA-256 in hex") String digest,
        Instant requestedAt,
        @Description("Until when it can be given, and used") Instant expiresAt,
        @Description("Who decided") Optional<Decision> decision) {

    static ApprovalView of(Approval approval) {
        return new ApprovalView(approval.id(), approval.mode(), approval.state(), approval.session(), approval.turn(),
                approval.step(), approval.call(), approval.principal(), approval.tool(), approval.version(),
                approval.bundle(), approval.risk(), approval.origin(), approval.input(), approval.preview(),
                approval.rules(), approval.reason(), approval.revision(), approval.digest(), approval.requestedAt(),
                approval.expiresAt(), approval.decision().map(Decision::of));
    }

    /** Somebody's word. */
    public record Decision(
            @Description("The principal; gateway for what happened by itself") String by, Instant at, String reason) {
        static Decision of(Approval.Decision decision) {
            return new Decision(decision.by(), decision.at(), decision.reason());
        }
    }
}
