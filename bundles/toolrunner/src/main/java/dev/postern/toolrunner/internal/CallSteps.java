// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.json.Nesting;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.session.Session;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.CallRequest.Previously;
import dev.postern.core.tool.Redactor;
import dev.postern.core.tool.ToolRegistry.RegisteredTool;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The steps of one call: choose, validate, judge, then ask, run it, or show what it would do. */
final class CallSteps {
    private final CallRequest request;
    private final DefaultToolRegistry registry;
    private final CallRecords records;
    private final RunnerParts parts;
    private final GateParts judging;
    private final Gate gate;
    private @Nullable ServingTool tool;

    CallSteps(
            CallRequest request,
            DefaultToolRegistry registry,
            CallRecords records,
            RunnerParts parts,
            GateParts judging) {
        this.request = request;
        this.registry = registry;
        this.records = records;
        this.parts = parts;
        this.judging = judging;
        this.gate = new Gate(request, records, judging);
    }

    /** The tool's name for metrics: those that there are, so that callers cannot make up ever more. */
    String tool() {
        return tool == null ? "none" : request.tool();
    }

    /** @throws StoreException {@code APPROVAL_MOVED} when it is to be looked at again from what is on record */
    CallOutcome run() throws StoreException, InterruptedException {
        try {
            var over = gate.over();
            return over.isPresent() ? over.get() : choose();
        } finally {
            if (tool != null) {
                tool.leave();
            }
        }
    }

    private CallOutcome choose() throws StoreException, InterruptedException {
        var versions = "";
        try {
            do {
                versions = versions();
                tool = registry.enter(request.tool(), versions).orElse(null);
                // what was chosen may have gone in that moment, and another one counts now
            } while (tool == null && !versions.equals(versions()));
        } catch (IllegalArgumentException badRange) {
            return refuse(
                    ErrorCode.INVALID_PARAMS, "versions: \"" + request.versions() + "\" is no version range");
        }
        if (begun() && (tool == null || !tool.descriptor().idempotent())) {
            // before anything else: whatever is wrong with it now, it may have happened
            records.requested(tool, JsonObject.EMPTY, isDry());
            records.inDoubt();
            return new CallOutcome.InDoubt();
        }
        return tool == null ? absent(versions) : look(tool);
    }

    private CallOutcome absent(String versions) throws StoreException {
        var withheld = registry.withheld(request.tool(), versions);
        if (withheld.isPresent()) {
            return refuse(ErrorCode.UNAVAILABLE, withheld.get());
        }
        return !versions.isEmpty() && registry.expects(request.tool(), versions)
                ? refuse(ErrorCode.UNAVAILABLE, "the tool " + request.tool() + in(versions)
                        + " is installed and does not serve now; plugins.list says why")
                : refuse(ErrorCode.NOT_FOUND, "there is no tool " + request.tool() + in(versions) + others());
    }

    /** The way out of a version that is gone. */
    private String others() {
        var others = registry.tools().stream().map(RegisteredTool::descriptor)
                .filter(other -> other.name().equals(request.tool())).map(ToolDescriptor::version).toList();
        if (others.isEmpty()) {
            return "";
        }
        return "; " + String.join(" and ", others) + (others.size() == 1 ? " serves" : " serve")
                + (request.versions().isEmpty() ? ", and the session is pinned: sessions.update changes its pins" : "");
    }

    private boolean begun() {
        return request.previously() == Previously.STARTED;
    }

    private boolean isDry() {
        return request.dryRun() || request.session().settings().dryRun() || judging.dryRun().getAsBoolean();
    }

    private CallOutcome look(ServingTool chosen) throws StoreException, InterruptedException {
        if (Nesting.exceeds(request.input(), Nesting.MAX_VALUE)) {
            records.requested(chosen, JsonObject.EMPTY, isDry());
            return failed(ErrorCode.INVALID_PARAMS,
                    "input: nests deeper than " + Nesting.MAX_VALUE + ", which is the limit");
        }
        var input = chosen.schemas().input().withDefaults(request.input());
        var redacted = Redactor.input(input, chosen.descriptor().redact());
        records.requested(chosen, redacted, isDry());
        var broken = chosen.schemas().input().validate(input);
        if (!broken.isEmpty()) {
            return failed(ErrorCode.INVALID_PARAMS, InputPlace.message(broken.getFirst()));
        }
        var judged = Judge.input(request, chosen, redacted, judging.digest().of(input.canonical()), isDry(), judging);
        return judge(chosen, input, judged, judging.policy().decide(judged));
    }

    private CallOutcome judge(ServingTool chosen, JsonObject input, PolicyInput judged, PolicyDecision decision)
            throws StoreException, InterruptedException {
        if (isCancelled()) {
            return cancelled();
        }
        var pending = gate.pending(chosen, judged, decision);
        if (pending.isPresent() && !judged.dryRun()) {
            return new CallOutcome.Waiting(pending.get());
        }
        records.decided(judged, decision);
        var preview = new ToolPreview(request, chosen, input, parts);
        if (judged.dryRun()) {
            return new DryRun(records, preview).run(decision);
        }
        return switch (decision.effect()) {
            case DENY -> records.failed(Call.State.DENIED, new CallOutcome.Failed(ErrorCode.DENIED, "",
                    decision.reason() + " (" + String.join(", ", decision.rules()) + ")", false));
            case ALLOW -> execute(chosen, input, Consent.OF_THE_RULES);
            case CONFIRM, HOLD -> {
                var given = gate.given(chosen, judged, decision);
                yield given.isPresent()
                        ? execute(chosen, input, given.get())
                        : ask(chosen, judged, decision, preview);
            }
        };
    }

    private CallOutcome ask(ServingTool chosen, PolicyInput judged, PolicyDecision decision, ToolPreview preview)
            throws StoreException, InterruptedException {
        var shown = preview.show();
        return isCancelled() ? cancelled() : gate.ask(chosen, judged, decision, shown);
    }

    private boolean isCancelled() {
        return parts.running().stopped(request).filter(Attempt.Why.CANCELLED::equals).isPresent();
    }

    private CallOutcome cancelled() throws StoreException {
        return records.failed(Call.State.CANCELLED,
                new CallOutcome.Failed(ErrorCode.CANCELLED, "", CallEnd.CANCELLED, false));
    }

    private CallOutcome execute(ServingTool chosen, JsonObject input, Consent consent)
            throws StoreException, InterruptedException {
        return new CallExecution(request, chosen, input, records, consent, parts).run();
    }

    private String versions() throws StoreException {
        var said = request.session().settings().versions(request.tool(), request.versions());
        return !said.isEmpty()
                ? said
                : registry.choose(request.tool(), session().versions(request.tool(), "",
                        records.before() == null ? "" : records.before().version()));
    }

    /** With what it used last: also what this turn used and has not made durable yet, where that matters. */
    private Session session() throws StoreException {
        try {
            if (registry.isManifold(request.tool())) {
                records.settle();
            }
            return request.session().with(parts.sessions().apply(request.session()).progress());
        } catch (UnreadableException unreadable) {
            throw new StoreException(StoreException.Reason.UNAVAILABLE,
                    "what the session used cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static String in(String versions) {
        return versions.isEmpty() ? "" : " in a version of " + versions;
    }

    /** Refuses a call for which no tool was found: what is secret in its input is unknown, so none of it is kept. */
    private CallOutcome refuse(ErrorCode code, String message) throws StoreException {
        records.requested(null, JsonObject.EMPTY, isDry());
        return failed(code, message);
    }

    private CallOutcome failed(ErrorCode code, String message) throws StoreException {
        return records.failed(Call.State.FAILED, new CallOutcome.Failed(code, "", message, false));
    }
}
