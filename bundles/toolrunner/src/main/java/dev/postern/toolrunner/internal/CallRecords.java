package dev.postern.toolrunner.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.turn.Call;
import org.jspecify.annotations.Nullable;

/** Writes down what happens to one call: its journal entries, and its row as it changes. */
final class CallRecords {
    private final CallRequest request;
    private final Recorder recorder;
    private final Json json;
    private final Clock clock;
    private final @Nullable Call before;
    private final Instant requestedAt;
    private JsonObject input = JsonObject.EMPTY;
    private @Nullable ServingTool tool;
    private int attempts;

    /** Records of a call; of one that had begun before a crash they go on where its row stands. */
    CallRecords(CallRequest request, @Nullable Call before, Recorder recorder, Json json, Clock clock) {
        this.request = request;
        this.before = before;
        this.recorder = recorder;
        this.json = json;
        this.clock = clock;
        this.requestedAt = before == null ? clock.instant() : before.requestedAt();
        this.attempts = before == null ? 0 : before.attempt();
    }

    /** How many attempts were begun, before a crash too. */
    int attempts() {
        return attempts;
    }

    /** The call was asked for; the tool is null when there is none. What a crash left on record is not said again. */
    void requested(@Nullable ServingTool chosen, JsonObject redactedInput) {
        tool = chosen;
        if (request.previously() == CallRequest.Previously.STARTED) {
            input = before == null ? redactedInput : before.input();
            return;
        }
        input = redactedInput;
        var meta = meta().put("principal", request.principal().id());
        if (chosen != null) {
            meta.put("risk", chosen.descriptor().risk().name().toLowerCase(Locale.ROOT));
        }
        if (request.dryRun()) {
            meta.put("dryRun", true);
        }
        meta.put("traceparent", request.traceparent());
        append(RecordType.TOOL_REQUESTED, meta.build(), JsonObject.builder().put("input", input).build());
    }

    void decided(PolicyInput judged, PolicyDecision decision) {
        var meta = meta().put("effect", decision.effect().name().toLowerCase(Locale.ROOT))
                .put("rules", JsonArray.ofStrings(decision.rules()))
                .put("reason", decision.reason())
                .put("revision", judged.revision().document())
                .build();
        append(
                RecordType.POLICY_DECIDED,
                meta,
                JsonObject.EMPTY,
                JsonObject.builder().put("input", json.write(judged)).build());
    }

    /** The intent: what follows may have an effect. */
    void started(long seed, Instant at) {
        attempts++;
        var bundle = tool == null ? "" : tool.registered().bundle();
        append(
                RecordType.TOOL_STARTED,
                meta().put("bundle", bundle)
                        .put("attempt", attempts)
                        .put("idempotencyKey", request.call())
                        .build(),
                JsonObject.EMPTY,
                JsonObject.builder()
                        .put("seed", Long.toString(seed))
                        .put("at", at.toString())
                        .build());
        row(Call.State.RUNNING, Optional.empty(), Optional.empty(), false);
    }

    void returned(JsonObject output, List<Instant> times) {
        append(
                RecordType.TOOL_FINISHED,
                ended("finished").build(),
                JsonObject.builder().put("output", output).build(),
                replay(times));
        row(Call.State.FINISHED, Optional.of(output), Optional.empty(), true);
    }

    CallOutcome failed(Call.State state, CallOutcome.Failed outcome) {
        return failed(state, outcome, List.of());
    }

    CallOutcome failed(Call.State state, CallOutcome.Failed outcome, List<Instant> times) {
        var why = new Call.Failure(outcome.code().code(),
                Optional.of(outcome.toolCode()).filter(code -> !code.isEmpty()),
                outcome.message(), outcome.retryable());
        append(
                RecordType.TOOL_FINISHED,
                ended(state.name().toLowerCase(Locale.ROOT)).put("code", why.shown()).build(),
                JsonObject.of("message", why.message()),
                replay(times));
        row(state, Optional.empty(), Optional.of(why), true);
        return outcome;
    }

    void previewed(CallOutcome.Previewed outcome) {
        append(
                RecordType.TOOL_FINISHED,
                ended("previewed").build(),
                JsonObject.builder().put("preview", outcome.preview()).build());
        row(Call.State.PREVIEWED, Optional.of(outcome.output()), Optional.empty(), true);
    }

    void inDoubt() {
        append(RecordType.TOOL_IN_DOUBT, meta().build(), JsonObject.EMPTY);
        row(Call.State.IN_DOUBT, Optional.empty(), Optional.empty(), false);
    }

    private static JsonObject replay(List<Instant> times) {
        return times.isEmpty()
                ? JsonObject.EMPTY
                : JsonObject.builder()
                        .put("times", JsonArray.ofStrings(times.stream().map(Instant::toString).toList()))
                        .build();
    }

    private JsonObject.Builder ended(String state) {
        return meta().put("state", state)
                .put("durationMillis", Math.max(0, Duration.between(requestedAt, clock.instant()).toMillis()));
    }

    private JsonObject.Builder meta() {
        var meta = JsonObject.builder().put("tool", request.tool());
        return tool == null ? meta : meta.put("version", tool.descriptor().version());
    }

    private void append(RecordType type, JsonObject meta, JsonObject payload) {
        append(type, meta, payload, JsonObject.EMPTY);
    }

    private void append(RecordType type, JsonObject meta, JsonObject payload, JsonObject replay) {
        recorder.record(new Entry(
                type,
                request.session().tenant(),
                request.session().id(),
                request.turn().orElse(null),
                request.call(),
                clock.instant(),
                meta,
                payload,
                replay));
    }

    private String was(Function<Call, String> member) {
        return before == null ? "" : member.apply(before);
    }

    private void row(Call.State state, Optional<JsonObject> output, Optional<Call.Failure> error, boolean ended) {
        recorder.record(new Write.PutCall(new Call(
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
                before == null ? Optional.empty() : before.approval(),
                requestedAt,
                ended ? Optional.of(clock.instant()) : Optional.empty())));
    }
}
