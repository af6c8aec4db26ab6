package dev.postern.toolrunner.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolException;
import dev.postern.core.access.AccessProvider;
import dev.postern.core.json.Json;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.Policy;
import dev.postern.core.tool.PolicyDecision;
import dev.postern.core.tool.PolicyDecision.Effect;
import dev.postern.core.tool.ToolRunner;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Streams;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Takes a call from its request to its outcome. */
@Component
public final class DefaultToolRunner implements ToolRunner {
    private final DefaultToolRegistry registry;
    private final Policy policy;
    private final Json json;
    private final Metrics metrics;
    private final Clock clock = Clock.systemUTC();
    private final RunningCalls running = new RunningCalls();
    private final AttemptFactory attempts;
    private final List<AutoCloseable> gauges;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Streams streams;

    /** Made by Declarative Services. */
    @Activate
    public DefaultToolRunner(
            @Reference DefaultToolRegistry registry,
            @Reference Policy policy,
            @Reference Json json,
            @Reference AccessProvider access,
            @Reference ConfigurationAdmin configurations,
            @Reference Metrics metrics) {
        this.registry = registry;
        this.policy = policy;
        this.json = json;
        this.metrics = metrics;
        this.attempts = new AttemptFactory(access, new PluginSettings(configurations), () -> streams, clock);
        this.gauges = List.of(
                metrics.gauge("postern_calls_running", running::size),
                metrics.gauge("postern_tool_threads_abandoned", registry::abandonedThreads));
    }

    @Deactivate
    void close() throws Exception {
        for (var gauge : gauges) {
            gauge.close();
        }
    }

    @Override
    public CallOutcome run(CallRequest request, Recorder recorder) throws StoreException, InterruptedException {
        if (!running.open(request)) {
            return new CallOutcome.Failed(ErrorCode.CONFLICT, "", "the call " + request.call() + " runs already",
                    false);
        }
        long begin = System.nanoTime();
        try {
            var outcome = steps(request, recorder);
            metrics.time(
                    "postern_call_seconds", Duration.ofNanos(System.nanoTime() - begin), "outcome", label(outcome));
            return outcome;
        } finally {
            running.close(request);
        }
    }

    @Override
    public boolean cancel(String tenant, String call) {
        return running.cancel(tenant, call);
    }

    private CallOutcome steps(CallRequest request, Recorder recorder) throws StoreException, InterruptedException {
        var records = new CallRecords(request, recorder, json, clock);
        ServingTool tool;
        try {
            tool = registry.serving(request.tool(), versions(request)).orElse(null);
        } catch (IllegalArgumentException badRange) {
            records.requested(null, JsonObject.EMPTY);
            return refuse(
                    records, ErrorCode.INVALID_PARAMS, "versions: \"" + request.versions() + "\" is no version range");
        }
        if (tool == null) {
            records.requested(null, JsonObject.EMPTY);
            return refuse(records, ErrorCode.NOT_FOUND, "there is no tool " + request.tool() + wanted(request));
        }
        var input = tool.inputSchema().withDefaults(request.input());
        var redacted = Redactor.input(input, tool.descriptor().redact());
        records.requested(tool, redacted);
        var broken = tool.inputSchema().validate(input);
        if (!broken.isEmpty()) {
            var first = broken.getFirst();
            return refuse(records, ErrorCode.INVALID_PARAMS, "input" + first.path() + ": " + first.message());
        }
        if (request.previously() == CallRequest.Previously.STARTED && !tool.descriptor().idempotent()) {
            records.inDoubt();
            return new CallOutcome.InDoubt();
        }
        var judged = Judge.input(request, tool, redacted, policy, clock.instant());
        var decision = policy.decide(judged);
        records.decided(judged, decision);
        if (judged.dryRun()) {
            return preview(request, tool, input, decision, records);
        }
        if (decision.effect() != Effect.ALLOW) {
            records.failed(Call.State.DENIED, ErrorCode.DENIED.code(), denial(tool, decision));
            return new CallOutcome.Failed(ErrorCode.DENIED, "", denial(tool, decision), false);
        }
        return new CallExecution(request, tool, input, records, recorder, attempts, running).run();
    }

    private static String versions(CallRequest request) {
        if (!request.versions().isEmpty()) {
            return request.versions();
        }
        var pin = request.session().settings().pins().get(request.tool());
        return pin == null ? "" : "[" + pin + "," + (pin + 1) + ")";
    }

    private static String wanted(CallRequest request) {
        var versions = versions(request);
        return versions.isEmpty() ? "" : " in a version of " + versions;
    }

    private static String denial(ServingTool tool, PolicyDecision decision) {
        var name = tool.descriptor().name();
        return switch (decision.effect()) {
            case CONFIRM ->
                name + " needs a person's confirmation, and this version has no approvals yet (" + decision.reason()
                        + "); a dry run shows what it would do";
            case HOLD ->
                name + " needs a person who holds a key while it runs, and this version has no approvals yet ("
                        + decision.reason() + "); a dry run shows what it would do";
            default -> decision.reason() + " (" + String.join(", ", decision.rules()) + ")";
        };
    }

    private CallOutcome preview(
            CallRequest request, ServingTool tool, JsonObject input, PolicyDecision decision, CallRecords records)
            throws InterruptedException {
        var timeout = tool.descriptor().timeout();
        var prepared = attempts.prepareReadOnly(request, tool, timeout);
        Attempt.Ended ended;
        try (var context = prepared.context()) {
            running.add(request, prepared.attempt());
            ended = prepared.attempt().run(() -> tool.invoker().preview(input, context), timeout);
        } finally {
            running.remove(request, prepared.attempt());
        }
        var shown = switch (ended) {
            case Attempt.Ended.Returned(var value) ->
                ((Optional<?>) value).map(some -> (Preview) some).map(DefaultToolRunner::object)
                        .orElse(JsonObject.EMPTY);
            case Attempt.Ended.Threw(var failure) when failure instanceof ToolException refusal ->
                JsonObject.of("summary", "It would fail: " + refusal.getMessage());
            default -> JsonObject.of("summary", "The preview itself did not come to an end.");
        };
        records.previewed(shown);
        return new CallOutcome.Previewed(
                shown,
                JsonObject.builder()
                        .put("effect", decision.effect().name().toLowerCase(Locale.ROOT))
                        .put("rules", JsonArray.ofStrings(decision.rules()))
                        .put("reason", decision.reason())
                        .build());
    }

    private static JsonObject object(Preview preview) {
        return JsonObject.builder()
                .put("summary", preview.summary())
                .put("mediaType", preview.mediaType())
                .put("detail", preview.detail())
                .build();
    }

    private static CallOutcome refuse(CallRecords records, ErrorCode code, String message) {
        records.failed(Call.State.FAILED, code.code(), message);
        return new CallOutcome.Failed(code, "", message, false);
    }

    private static String label(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Returned ignored -> "returned";
            case CallOutcome.Failed(var code, var toolCode, var message, var retryable) -> code.code();
            case CallOutcome.Previewed ignored -> "previewed";
            case CallOutcome.InDoubt ignored -> "in_doubt";
        };
    }
}
