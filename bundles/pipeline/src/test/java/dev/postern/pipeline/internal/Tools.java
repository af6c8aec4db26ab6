// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.tool.ToolRunner;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.store.internal.TestStore;

/** A registry and runner of scripted tools that records as the real one does. */
final class Tools implements ToolRegistry, ToolRunner, AnyTools {
    /** The ids of calls whose code ran, each time it did. */
    final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    /** What every tool shows in a dry run. */
    volatile JsonObject previews = JsonObject.EMPTY;
    static final String BUNDLE = "tools/1.2.0/" + "7".repeat(64);
    private final Map<String, Tool> tools = new ConcurrentHashMap<>();
    private final Map<String, Thread> running = new ConcurrentHashMap<>();

    Tools add(String name, Risk risk, boolean idempotent, Body body) {
        var descriptor = new ToolDescriptor(name, "1.2.0", name, risk, List.of(), Duration.ofSeconds(30), idempotent, 1,
                Duration.ZERO, 16, 1024, List.of(), false, false, JsonObject.EMPTY, JsonObject.EMPTY, List.of());
        tools.put(name, new Tool(descriptor, body));
        return this;
    }

    @Override
    public ToolRegistry registry() {
        return this;
    }

    @Override
    public ToolRunner runner(TestStore kept) {
        return this;
    }

    @Override
    public List<RegisteredTool> tools() {
        return tools.values().stream().map(Tool::registered).toList();
    }

    @Override
    public Optional<RegisteredTool> find(String name, String versions) {
        return Optional.ofNullable(tools.get(name)).map(Tool::registered);
    }

    /** All are there from the start. */
    @Override
    public Listening listen(Runnable changed) {
        return () -> {};
    }

    @Override
    public Optional<String> principal(String tenant, String call) {
        return Optional.empty();
    }

    @Override
    public List<RefusedTool> refused() {
        return List.of();
    }

    @Override
    public CallOutcome run(CallRequest request, Recorder recorder) throws StoreException, InterruptedException {
        var tool = tools.get(request.tool());
        if (tool == null) {
            end(request, recorder, Call.State.FAILED, Optional.empty(), "not_found");
            return new CallOutcome.Failed(ErrorCode.NOT_FOUND, "", "there is no tool " + request.tool(), false);
        }
        if (request.previously() == CallRequest.Previously.STARTED && !tool.descriptor().idempotent()) {
            recorder.record(entry(request, RecordType.TOOL_IN_DOUBT));
            recorder.record(row(request, Call.State.IN_DOUBT, Optional.empty(), Optional.empty()));
            return new CallOutcome.InDoubt();
        }
        recorder.record(entry(request, RecordType.TOOL_REQUESTED));
        if (request.dryRun()) {
            return preview(request, recorder, new CallOutcome.Previewed(previews, JsonObject.EMPTY));
        }
        recorder.record(entry(request, RecordType.TOOL_STARTED));
        recorder.record(row(request, Call.State.RUNNING, Optional.empty(), Optional.empty()));
        if (tool.descriptor().risk() != Risk.LOW || !tool.descriptor().idempotent()) {
            recorder.barrier();
        }
        running.put(request.call(), Thread.currentThread());
        ran.add(request.call());
        try {
            var output = tool.body().call(request.input());
            end(request, recorder, Call.State.FINISHED, Optional.of(output), "");
            return new CallOutcome.Returned(output, false);
        } catch (InterruptedException cancelled) {
            if (running.containsKey(request.call())) {
                throw cancelled;
            }
            end(request, recorder, Call.State.CANCELLED, Optional.empty(), "cancelled");
            return new CallOutcome.Failed(ErrorCode.CANCELLED, "", "the call was cancelled", false);
        } finally {
            running.remove(request.call());
        }
    }

    @Override
    public boolean cancel(String tenant, String call) {
        var thread = running.remove(call);
        if (thread != null) {
            thread.interrupt();
        }
        return thread != null;
    }

    private static CallOutcome preview(CallRequest request, Recorder recorder, CallOutcome.Previewed outcome) {
        recorder.record(finished(request, outcome.foreign()));
        recorder.record(row(request, Call.State.PREVIEWED, Optional.of(outcome.output()), Optional.empty()));
        return outcome;
    }

    private static void end(CallRequest request, Recorder recorder, Call.State state, Optional<JsonObject> output,
            String code) {
        recorder.record(finished(request, false));
        recorder.record(row(request, state, output,
                code.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Call.Failure(code, Optional.empty(), code, false))));
    }

    private static Entry finished(CallRequest request, boolean foreign) {
        return entry(request, RecordType.TOOL_FINISHED,
                JsonObject.builder().put(CallOutcome.FOREIGN, foreign).build());
    }

    private static Entry entry(CallRequest request, RecordType type) {
        return entry(request, type, JsonObject.EMPTY);
    }

    private static Entry entry(CallRequest request, RecordType type, JsonObject replay) {
        return new Entry(type, request.session().tenant(), request.session().id(), request.turn().orElse(null),
                request.call(), now(), JsonObject.of("tool", request.tool()), JsonObject.EMPTY, replay);
    }

    private static Write row(CallRequest request, Call.State state, Optional<JsonObject> output,
            Optional<Call.Failure> error) {
        return new Write.PutCall(new Call(request.call(), request.session().tenant(), request.session().id(),
                request.turn(), request.principal().id(), request.tool(), "1.2.0", BUNDLE, state, 1,
                request.input(), output, error, Optional.empty(), now(), Optional.empty()));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    interface Body {
        JsonObject call(JsonObject input) throws InterruptedException;
    }

    private record Tool(ToolDescriptor descriptor, Body body) {
        RegisteredTool registered() {
            return new RegisteredTool(descriptor, BUNDLE, 7);
        }
    }
}
