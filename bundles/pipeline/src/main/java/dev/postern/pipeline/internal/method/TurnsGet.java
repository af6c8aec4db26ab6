// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.method;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.pipeline.internal.Engine;
import dev.postern.pipeline.internal.PipelineComponent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows a turn. */
@Component
@WireMethod(name = "turns.get", scope = "sessions:read", description = "Shows a turn")
public final class TurnsGet implements Method<TurnsGet.Params, TurnView.One> {
    private final Reach reach;
    private final Engine engine;

    /** Over the rows and the engine. */
    @Activate
    public TurnsGet(@Reference Rows rows, @Reference PipelineComponent pipeline) {
        this(rows, pipeline.engine());
    }

    /** Over these. */
    public TurnsGet(Rows rows, Engine engine) {
        reach = new Reach(rows);
        this.engine = engine;
    }

    @Override
    public TurnView.One handle(Params params, MethodContext context) throws Exception {
        var turn = reach.turn(context.principal(), params.turn());
        return new TurnView.One(TurnView.of(turn, engine.isRunning(turn)));
    }

    /** Which turn. */
    public record Params(@Description("The turn") @Size(max = 128) String turn) {}
}
