// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.method;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Write;
import dev.postern.core.tool.Resolution;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.pipeline.internal.Engine;
import dev.postern.pipeline.internal.PipelineComponent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes an operator's word on a call in doubt. */
@Component
@WireMethod(name = "turns.resolve", scope = "sessions:write", effect = true,
        description = "Says what became of a turn's call in doubt, or has it made again; the turn goes on")
public final class TurnsResolve implements Method<TurnsResolve.Params, TurnsResolve.Result> {
    private final Reach reach;
    private final Engine engine;

    /** Over the rows and the engine. */
    @Activate
    public TurnsResolve(@Reference Rows rows, @Reference PipelineComponent pipeline) {
        this(rows, pipeline.engine());
    }

    /** Over these. */
    public TurnsResolve(Rows rows, Engine engine) {
        reach = new Reach(rows);
        this.engine = engine;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var by = context.principal().id();
        var result = new Result(params.turn(), params.call(), params.outcome().state());
        List<Write> riders = context.idempotency().map(claim -> claim.outcome(result)).map(List::of)
                .orElse(List.of());
        engine.resolve(reach.turn(context.principal(), params.turn()), params.call(), params.outcome(),
                params.note().orElse(""), by, riders);
        return result;
    }

    /** What is said of which call. */
    public record Params(
            @Description("The turn") String turn,
            @Description("Its call in doubt") @Size(min = 1, max = 96) String call,
            @Description("done: it happened; retry: it is made again under the same idempotency key, through policy and"
                    + " approval; abandon: it is given up") Resolution.Outcome outcome,
            @Description("Why, for the record; the planner sees it") @Size(max = 1_000) Optional<String> note) {}

    /** What became of it. */
    public record Result(
            @Description("The turn") String turn,
            @Description("The call") String call,
            @Description("Where the call stands") Call.State state) {}
}
