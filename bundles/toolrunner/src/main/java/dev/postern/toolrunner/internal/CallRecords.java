// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.approval.WaitingCall;
import dev.postern.core.json.Json;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.CallRequest.Previously;
import dev.postern.core.tool.Majors;
import dev.postern.core.turn.Call;
import org.jspecify.annotations.Nullable;

/** Writes down what happens to one call: its journal entries, and its row as it changes. */
final class CallRecords {
    /** Whose doing it is when nobody did it. */
    static final String GATEWAY = "gateway";
    private static final String LET_THROUGH = "the rules let the call run without anybody's word by now";

    private final CallRequest request;
    private final Recorder recorder;
    private final Json json;
    private final Clock clock;
    private final @Nullable Call before;
    private final @Nullable Approval approval;
    private final Instant requestedAt;
    private JsonObject input;
    private @Nullable ServingTool tool;
    private int attempts;
    /** The id of the approval that the row names. */
    private Optional<String> named;
    /** Whether start or end of the call must not leave the approval standing. */
    private boolean standing;

    /**
     * Records of a call; of one that is on record they go on where its row stands.
     *
     * @param before its row, when it is more than asked for
     * @param approval what its row says that it waits for, or was started by
     */
    CallRecords(CallRequest request, @Nullable Call before, @Nullable Approval approval, Recorder recorder, Json json,
            Clock clock) {
        this.request = request;
        this.before = before;
        this.approval = approval;
        this.input = before == null ? JsonObject.EMPTY : before.input();
        this.named = Optional.ofNullable(approval).map(Approval::id);
        this.standing = approval != null;
        this.recorder = recorder;
        this.json = json;
        this.clock = clock;
        this.requestedAt = before == null ? clock.instant() : before.requestedAt();
        this.attempts = before == null ? 0 : before.attempt();
    }

    /** Makes durable what rides along, so that it can be read. */
    void settle() throws StoreException {
        recorder.barrier();
    }

    /** How many attempts were begun, before a crash too. */
    int attempts() {
        return attempts;
    }

    /** Its row from before; null when there is none. */
    @Nullable
    Call before() {
        return before;
    }

    /** What it waits for, or was started by, as it is on record; null when nobody was asked. */
    @Nullable
    Approval approval() {
        return approval;
    }

    /** The call was asked for; the tool is null when there is none. What is on record is not said again. */
    void requested(@Nullable ServingTool chosen, JsonObject redactedInput, boolean dryRun) {
        tool = chosen;
        if (before == null || chosen != null && request.previously() != Previously.STARTED) {
            input = redactedInput;
        }
        if (request.previously() != Previously.NOT_STARTED) {
            return;
        }
        var meta = meta();
        if (chosen != null) {
            meta.put("risk", chosen.descriptor().risk().name().toLowerCase(Locale.ROOT));
        }
        if (dryRun) {
            meta.put("dryRun", true);
        }
        meta.put("traceparent", request.traceparent());
        recorder.record(
                entry(RecordType.TOOL_REQUESTED, meta.build(), JsonObject.builder().put("input", input).build()));
    }

    void decided(PolicyInput judged, PolicyDecision decision) {
        var meta = meta().put("bundle", tool == null ? "" : tool.registered().bundle())
                .put("effect", decision.effect().name().toLowerCase(Locale.ROOT))
                .put("rules", JsonArray.ofStrings(decision.rules()))
                .put("reason", decision.reason())
                .put("revision", judged.revision().document())
                .build();
        recorder.record(entry(RecordType.POLICY_DECIDED, meta, JsonObject.EMPTY,
                JsonObject.builder().put("input", json.write(judged)).build()));
    }

    /**
     * A person is asked.
     *
     * @param asked what for; the one before, if there is one, counts no more
     * @param why the one before does not
     */
    void waits(Approval asked, String why) throws StoreException {
        var writes = new ArrayList<>(release(why));
        writes.addAll(ApprovalRecords.requested(asked));
        named = Optional.of(asked.id());
        writes.add(row(Call.State.WAITING_APPROVAL, Optional.empty(), Optional.empty(), false));
        write(writes);
    }

    /**
     * The intent: what follows may have an effect. Uses up what it is let through by.
     *
     * @param timesBefore what the attempt before saw, if there was one
     * @param durable whether it has to be durable when this returns; with a person's word it always is
     * @throws StoreException {@code APPROVAL_MOVED} when that counts no more; nothing is recorded then
     */
    void started(long seed, Instant at, List<Instant> timesBefore, Consent consent, boolean durable)
            throws StoreException {
        var given = consent.approval();
        var writes = new ArrayList<>(given.isPresent() ? consent.use(clock.instant()) : release(LET_THROUGH));
        var bundle = tool == null ? "" : tool.registered().bundle();
        writes.add(new Write.Append(entry(
                RecordType.TOOL_STARTED,
                meta().put("bundle", bundle)
                        .put("attempt", attempts + 1)
                        .put("idempotencyKey", request.call())
                        .put("approval", given.map(Approval::id))
                        .build(),
                JsonObject.EMPTY,
                JsonObject.builder()
                        .put("seed", Long.toString(seed))
                        .put("at", at.toString())
                        .putAll(replay("timesBefore", timesBefore))
                        .build())));
        if (tool != null) {
            writes.add(new Write.PutMajor(request.session().tenant(), request.session().id(), request.tool(),
                    Majors.of(tool.descriptor().version())));
        }
        attempts++;
        named = given.map(Approval::id);
        writes.add(row(Call.State.RUNNING, Optional.empty(), Optional.empty(), false));
        standing = false;
        write(writes);
        if (durable || given.isPresent()) {
            recorder.barrier();
        }
    }

    CallOutcome returned(JsonObject output, List<Instant> times) throws StoreException {
        var outcome = new CallOutcome.Returned(output, isForeign());
        end(
                entry(RecordType.TOOL_FINISHED, ended("finished").build(),
                        JsonObject.builder().put("output", output).build(), replay(outcome, times)),
                row(Call.State.FINISHED, Optional.of(output), Optional.empty(), true),
                List.of());
        return outcome;
    }

    /** By the version that the call is bound to, whichever serves by now; of none that is known nothing is known. */
    private boolean isForeign() {
        return tool == null || tool.descriptor().foreign();
    }

    CallOutcome failed(Call.State state, CallOutcome.Failed outcome) throws StoreException {
        return failed(state, outcome, List.of());
    }

    CallOutcome failed(Call.State state, CallOutcome.Failed outcome, List<Instant> times) throws StoreException {
        return failed(state, outcome, times, release(outcome.message()));
    }

    /** Nobody decided in time: the call ends with that. */
    CallOutcome expired(Approval late, CallOutcome.Failed outcome) throws StoreException {
        standing = false;
        return failed(Call.State.DENIED, outcome, List.of(), ApprovalRecords.decided(late, Approval.State.EXPIRED,
                new Approval.Decision(GATEWAY, clock.instant(), outcome.message())));
    }

    private CallOutcome failed(Call.State state, CallOutcome.Failed how, List<Instant> times, List<Write> with)
            throws StoreException {
        var outcome = new CallOutcome.Failed(how.code(), how.toolCode(), how.message(), how.retryable(), isForeign());
        var why = new Call.Failure(outcome.code().code(),
                Optional.of(outcome.toolCode()).filter(code -> !code.isEmpty()),
                outcome.message(), outcome.retryable());
        end(
                entry(RecordType.TOOL_FINISHED,
                        ended(state.name().toLowerCase(Locale.ROOT)).put("code", why.shown()).build(),
                        JsonObject.of("message", why.message()), replay(outcome, times)),
                row(state, Optional.empty(), Optional.of(why), true),
                with);
        return outcome;
    }

    void previewed(CallOutcome.Previewed outcome) throws StoreException {
        end(
                entry(RecordType.TOOL_FINISHED, ended("previewed").build(),
                        JsonObject.builder().put("preview", outcome.preview()).build(), replay(outcome, List.of())),
                row(Call.State.PREVIEWED, Optional.of(outcome.output()), Optional.empty(), true),
                release("only a preview is wanted now"));
    }

    /** It may have happened, and must not simply be repeated. */
    void inDoubt() {
        recorder.record(new Write.Append(entry(RecordType.TOOL_IN_DOUBT, meta().build(), JsonObject.EMPTY)),
                row(Call.State.IN_DOUBT, Optional.empty(), Optional.empty(), false));
    }

    private void end(Entry entry, Write row, List<Write> with) throws StoreException {
        var writes = new ArrayList<>(with);
        writes.add(new Write.Append(entry));
        writes.add(row);
        write(writes);
    }

    /** What still stands of an approval that counts no more. */
    private List<Write> release(String why) {
        if (!standing || approval == null) {
            return List.of();
        }
        standing = false;
        return WaitingCall.release(approval, new Approval.Decision(GATEWAY, clock.instant(), why));
    }

    /** With where its words came from: after a crash the record alone tells that. */
    private static JsonObject replay(CallOutcome outcome, List<Instant> times) {
        return JsonObject.builder().put(CallOutcome.FOREIGN, outcome.foreign()).putAll(replay("times", times)).build();
    }

    private static JsonObject replay(String name, List<Instant> times) {
        return times.isEmpty()
                ? JsonObject.EMPTY
                : JsonObject.builder()
                        .put(name, JsonArray.ofStrings(times.stream().map(Instant::toString).toList()))
                        .build();
    }

    private JsonObject.Builder ended(String state) {
        return meta().put("state", state)
                .put("durationMillis", Math.max(0, Duration.between(requestedAt, clock.instant()).toMillis()));
    }

    private JsonObject.Builder meta() {
        var meta = JsonObject.builder().put("tool", request.tool()).put("principal", request.principal().id());
        return tool == null ? meta : meta.put("version", tool.descriptor().version());
    }

    /** What moves an approval may meet others, so it is tried at once. */
    private void write(List<Write> writes) throws StoreException {
        if (writes.stream().anyMatch(CallRecords::moves)) {
            recorder.barrier(writes);
        } else {
            recorder.record(writes.toArray(Write[]::new));
        }
    }

    private static boolean moves(Write write) {
        return write instanceof Write.PutApproval(_, var expected) && expected.isPresent();
    }

    private Entry entry(RecordType type, JsonObject meta, JsonObject payload) {
        return entry(type, meta, payload, JsonObject.EMPTY);
    }

    private Entry entry(RecordType type, JsonObject meta, JsonObject payload, JsonObject replay) {
        return new Entry(
                type,
                request.session().tenant(),
                request.session().id(),
                request.turn().orElse(null),
                request.call(),
                clock.instant(),
                meta,
                payload,
                replay);
    }

    private String was(Function<Call, String> member) {
        return before == null ? "" : member.apply(before);
    }

    private Write row(Call.State state, Optional<JsonObject> output, Optional<Call.Failure> error, boolean ended) {
        return new Write.PutCall(new Call(
                request.call(),
                request.session().tenant(),
                request.session().id(),
                request.turn(),
                request.principal().id(),
                request.tool(),
                tool == null ? was(Call::version) : tool.descriptor().version(),
                tool == null ? was(Call::bundle) : tool.registered().bundle(),
                state,
                attempts,
                input,
                output,
                error,
                named,
                requestedAt,
                ended ? Optional.of(clock.instant()) : Optional.empty()));
    }
}
