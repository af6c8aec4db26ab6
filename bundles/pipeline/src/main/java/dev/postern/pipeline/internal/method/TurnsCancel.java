// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.method;

import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.pipeline.internal.Engine;
import dev.postern.pipeline.internal.PipelineComponent;
import dev.postern.pipeline.internal.run.Stop;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Cancels a turn, wherever it stands. */
@Component
@WireMethod(name = "turns.cancel", scope = "sessions:write", effect = true,
        description = "Cancels a turn that has not ended; one in doubt lets its session go on")
public final class TurnsCancel implements Method<TurnsCancel.Params, TurnsCancel.Result> {
    private final Reach reach;
    private final Engine engine;

    /** Over the rows and the engine. */
    @Activate
    public TurnsCancel(@Reference Rows rows, @Reference PipelineComponent pipeline) {
        this(rows, pipeline.engine());
    }

    /** Over these. */
    public TurnsCancel(Rows rows, Engine engine) {
        reach = new Reach(rows);
        this.engine = engine;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var result = new Result(params.turn(), Turn.State.CANCELLED);
        List<Write> riders = context.idempotency().map(claim -> claim.outcome(result)).map(List::of)
                .orElse(List.of());
        var turn = reach.turn(context.principal(), params.turn());
        engine.cancel(turn.tenant(), turn.id(),
                new Stop.Cancelled(context.principal().id(), riders));
        return result;
    }

    /** Which turn. */
    public record Params(@Description("The turn") @Size(max = 128) String turn) {}

    /** What became of it. */
    public record Result(
            @Description("The turn") String turn,
            @Description("Where it stands") Turn.State state) {}
}
