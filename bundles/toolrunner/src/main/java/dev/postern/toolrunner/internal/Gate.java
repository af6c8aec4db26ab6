// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.Mode;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Where a call that asks for a person's word finds it, waits for it, or asks. */
final class Gate {
    private final CallRequest request;
    private final CallRecords records;
    private final GateParts parts;

    Gate(CallRequest request, CallRecords records, GateParts parts) {
        this.request = request;
        this.records = records;
        this.parts = parts;
    }

    /**
     * What has become of the call while it waited, whatever is judged now: somebody ended it or said no, nobody said
     * anything in time, or who asks counts no more. Empty when it is to be judged.
     */
    Optional<CallOutcome> over() throws StoreException {
        var before = records.before();
        if (before == null || !isOnRecord(request)) {
            return Optional.empty();
        }
        if (before.endedAt().isPresent()) {
            return Optional.of(EndedCall.outcome(before));
        }
        var asked = records.approval();
        return switch (before.state()) {
            case WAITING_APPROVAL -> asked == null ? Optional.empty() : over(asked);
            case REQUESTED -> uncounted();
            // somebody else has had it run: how it ends is for him to say
            default -> Optional.of(new CallOutcome.InDoubt());
        };
    }

    /** Whether it waits, or is to be made again: somebody was told that it will be taken up. */
    static boolean isOnRecord(CallRequest request) {
        return request.previously() == CallRequest.Previously.WAITING
                || request.previously() == CallRequest.Previously.RETRIED;
    }

    private Optional<CallOutcome> over(Approval asked) throws StoreException {
        if (asked.state() == State.DENIED) {
            return Optional.of(denied(NoWord.refused(asked)));
        }
        if (asked.state() == State.EXPIRED) {
            return Optional.of(denied(NoWord.late(asked)));
        }
        if (!asked.state().ended() && parts.clock().instant().isAfter(asked.expiresAt())) {
            return Optional.of(records.expired(asked, failed(NoWord.late(asked))));
        }
        return uncounted();
    }

    private Optional<CallOutcome> uncounted() throws StoreException {
        return parts.counts(request.principal())
                ? Optional.empty()
                : Optional.of(denied("the token of " + request.principal().id()
                        + ", which asked for this call, counts no more"));
    }

    /** What it waits for when nothing has changed and nobody has decided; empty when there is something to do. */
    Optional<Approval> pending(ServingTool tool, PolicyInput judged, PolicyDecision decision) {
        var asked = records.approval();
        var mode = mode(decision);
        return asked != null && mode != null && asked.state() == State.PENDING
                && isSame(asked, Binding.of(mode, tool, judged))
                        ? Optional.of(asked)
                        : Optional.empty();
    }

    /** The person's word, when it was given for exactly this. */
    Optional<Consent> given(ServingTool tool, PolicyInput judged, PolicyDecision decision) {
        var asked = records.approval();
        var mode = mode(decision);
        if (asked == null || mode == null || !isSame(asked, Binding.of(mode, tool, judged))) {
            return Optional.empty();
        }
        return switch (asked.state()) {
            case APPROVED -> mode == Mode.CONFIRM && asked.decision().isPresent()
                    ? Optional.of(new Consent(Optional.of(asked), Optional.empty()))
                    : Optional.empty();
            case HELD -> mode == Mode.HOLD
                    ? parts.hold(asked).map(hold -> new Consent(Optional.of(asked), Optional.of(hold)))
                    : Optional.empty();
            // begun by it before a crash, and its repeat does no harm until it expires; a hold survives no crash
            case CONSUMED -> mode == Mode.CONFIRM && request.previously() == CallRequest.Previously.STARTED
                    && !parts.clock().instant().isAfter(asked.expiresAt())
                            ? Optional.of(new Consent(Optional.of(asked), Optional.empty()))
                            : Optional.empty();
            case PENDING, DENIED, EXPIRED, SUPERSEDED -> Optional.empty();
        };
    }

    /** Asks. */
    CallOutcome ask(ServingTool tool, PolicyInput judged, PolicyDecision decision, JsonObject preview)
            throws StoreException {
        var binding = Binding.of(Objects.requireNonNull(mode(decision)), tool, judged);
        var at = parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var asked = approval(binding, judged, decision, preview, at);
        var before = records.approval();
        records.waits(asked, before == null ? "" : whyAgain(before, binding));
        return new CallOutcome.Waiting(asked);
    }

    private Approval approval(Binding binding, PolicyInput judged, PolicyDecision decision, JsonObject preview,
            Instant at) {
        return new Approval(
                parts.ids().next("a"),
                judged.tenant(),
                judged.session(),
                request.turn(),
                request.step(),
                request.call(),
                judged.principal(),
                binding.mode(),
                judged.tool(),
                judged.version(),
                binding.bundle(),
                Optional.of(binding.schemas()),
                judged.risk(),
                judged.origin(),
                judged.input(),
                judged.arguments(),
                preview,
                decision.rules(),
                decision.reason(),
                judged.revision().document(),
                binding.digest(),
                at,
                at.plus(parts.expiry().get()),
                State.PENDING,
                Optional.empty(),
                request.turn().isPresent() ? Optional.empty() : Optional.of(parts.requests().write(request)));
    }

    private boolean isSame(Approval asked, Binding binding) {
        return asked.call().equals(request.call()) && asked.digest().equals(binding.digest());
    }

    private String whyAgain(Approval before, Binding now) {
        return isSame(before, now) && before.state() == State.HELD
                ? "the hold ended before the call began"
                : now.changed(before);
    }

    private static @Nullable Mode mode(PolicyDecision decision) {
        return switch (decision.effect()) {
            case CONFIRM -> Mode.CONFIRM;
            case HOLD -> Mode.HOLD;
            case ALLOW, DENY -> null;
        };
    }

    private CallOutcome denied(String message) throws StoreException {
        return records.failed(Call.State.DENIED, failed(message));
    }

    private static CallOutcome.Failed failed(String message) {
        return new CallOutcome.Failed(ErrorCode.DENIED, "", message, false);
    }
}
