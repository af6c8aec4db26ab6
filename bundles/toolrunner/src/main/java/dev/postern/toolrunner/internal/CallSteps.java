package dev.postern.toolrunner.internal;

import java.time.Clock;

import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.CallRequest.Previously;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The steps of one call: choose, validate, judge, then run it or show what it would do. */
final class CallSteps {
    private final CallRequest request;
    private final DefaultToolRegistry registry;
    private final Policy policy;
    private final CallRecords records;
    private final Recorder recorder;
    private final RunnerParts parts;
    private final KeyedDigest digest;
    private final Clock clock;
    private @Nullable ServingTool tool;

    CallSteps(
            CallRequest request,
            DefaultToolRegistry registry,
            Policy policy,
            CallRecords records,
            Recorder recorder,
            RunnerParts parts,
            KeyedDigest digest,
            Clock clock) {
        this.request = request;
        this.registry = registry;
        this.policy = policy;
        this.records = records;
        this.recorder = recorder;
        this.parts = parts;
        this.digest = digest;
        this.clock = clock;
    }

    /** The tool's name for metrics: those that there are, so that callers cannot make up ever more. */
    String tool() {
        return tool == null ? "none" : request.tool();
    }

    CallOutcome run() throws StoreException, InterruptedException {
        try {
            return choose();
        } finally {
            if (tool != null) {
                tool.leave();
            }
        }
    }

    private CallOutcome choose() throws StoreException, InterruptedException {
        try {
            tool = registry.enter(request.tool(), versions()).orElse(null);
        } catch (IllegalArgumentException badRange) {
            return refuse(
                    ErrorCode.INVALID_PARAMS, "versions: \"" + request.versions() + "\" is no version range");
        }
        if (begun() && (tool == null || !tool.descriptor().idempotent())) {
            // before anything else: whatever is wrong with it now, it may have happened
            records.requested(tool, JsonObject.EMPTY);
            records.inDoubt();
            return new CallOutcome.InDoubt();
        }
        return tool == null
                ? refuse(ErrorCode.NOT_FOUND, "there is no tool " + request.tool() + wanted())
                : judge(tool);
    }

    private boolean begun() {
        return request.previously() == Previously.STARTED;
    }

    private CallOutcome judge(ServingTool chosen) throws StoreException, InterruptedException {
        var input = chosen.inputSchema().withDefaults(request.input());
        var redacted = Redactor.input(input, chosen.descriptor().redact());
        records.requested(chosen, redacted);
        var broken = chosen.inputSchema().validate(input);
        if (!broken.isEmpty()) {
            var first = broken.getFirst();
            return failed(ErrorCode.INVALID_PARAMS, InputPlace.message(first));
        }
        var judged = Judge.input(request, chosen, redacted, digest.of(input.canonical()), policy, clock.instant());
        var decision = policy.decide(judged);
        records.decided(judged, decision);
        if (judged.dryRun()) {
            return new DryRun(request, chosen, input, records, parts).run(decision);
        }
        if (decision.effect() != Effect.ALLOW) {
            return records.failed(Call.State.DENIED,
                    new CallOutcome.Failed(ErrorCode.DENIED, "", denial(decision), false));
        }
        return new CallExecution(request, chosen, input, records, recorder, parts).run();
    }

    private String versions() {
        if (!request.versions().isEmpty()) {
            return request.versions();
        }
        var pin = request.session().settings().pins().get(request.tool());
        return pin == null ? "" : "[" + pin + "," + (pin + 1) + ")";
    }

    private String wanted() {
        return versions().isEmpty() ? "" : " in a version of " + versions();
    }

    private String denial(PolicyDecision decision) {
        return switch (decision.effect()) {
            case CONFIRM ->
                request.tool() + " needs a person's confirmation, and this version has no approvals yet ("
                        + decision.reason() + "); a dry run shows what it would do";
            case HOLD ->
                request.tool()
                        + " needs a person who holds a key while it runs, and this version has no approvals yet ("
                        + decision.reason() + "); a dry run shows what it would do";
            default -> decision.reason() + " (" + String.join(", ", decision.rules()) + ")";
        };
    }

    /** Refuses a call for which no tool was found: what is secret in its input is unknown, so none of it is kept. */
    private CallOutcome refuse(ErrorCode code, String message) {
        records.requested(null, JsonObject.EMPTY);
        return failed(code, message);
    }

    private CallOutcome failed(ErrorCode code, String message) {
        return records.failed(Call.State.FAILED, new CallOutcome.Failed(code, "", message, false));
    }
}
