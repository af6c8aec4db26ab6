// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code calls.get}. Somebody else's show to those whom their sessions show to. */
@Component(service = Method.class)
@WireMethod(name = "calls.get", scope = "tools:read", description = "Shows a call and its outcome.")
public final class CallsGet implements Method<CallsGet.Params, CallsGet.Result> {
    private final OwnCalls calls;
    private final StoreWaits waits;

    /** Made by Declarative Services. */
    @Activate
    public CallsGet(@Reference Rows rows, @Reference DefaultToolRunner runner) {
        this.calls = new OwnCalls(rows);
        this.waits = runner.storeWaits();
    }

    /** Which call. */
    public record Params(@Size(min = 1, max = 96) String call) {}

    /** The call. */
    public record Result(View call) {}

    /** A call as the wire shows it; input and output are redacted. */
    public record View(
            String id,
            String session,
            Optional<String> turn,
            String principal,
            String tool,
            String version,
            String bundle,
            Call.State state,
            int attempt,
            JsonObject input,
            Optional<JsonObject> output,
            Optional<Call.Failure> error,
            @Description("What it waits for, or was started by") Optional<String> approval,
            Instant requestedAt,
            Optional<Instant> endedAt,
            @Description("What keeps it from going on, besides a person's word") Optional<String> waits) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var call = calls.get(context.principal(), params.call());
        return new Result(new View(
                call.id(),
                call.session(),
                call.turn(),
                call.principal(),
                call.tool(),
                call.version(),
                call.bundle(),
                call.state(),
                call.attempt(),
                call.input(),
                call.output(),
                call.error(),
                call.approval(),
                call.requestedAt(),
                call.endedAt(),
                waits.of(call.id())));
    }
}
