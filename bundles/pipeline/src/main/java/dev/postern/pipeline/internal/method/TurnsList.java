package dev.postern.pipeline.internal.method;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.pipeline.internal.Engine;
import dev.postern.pipeline.internal.PipelineComponent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists a session's turns by page. */
@Component
@WireMethod(name = "turns.list", scope = "sessions:read", description = "Lists a session's turns")
public final class TurnsList implements Method<TurnsList.Params, TurnsList.Result> {
    private final Rows rows;
    private final Engine engine;

    /** Over the rows and the engine. */
    @Activate
    public TurnsList(@Reference Rows rows, @Reference PipelineComponent pipeline) {
        this(rows, pipeline.engine());
    }

    /** Over these. */
    public TurnsList(Rows rows, Engine engine) {
        this.rows = rows;
        this.engine = engine;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var session = new Reach(rows).session(context.principal(), params.session());
        var found = rows.turns(session.tenant(), session.id(), params.next().orElse(null), params.limit() + 1);
        var page = found.size() > params.limit() ? found.subList(0, params.limit()) : found;
        var next = found.size() > params.limit() ? Optional.of(page.getLast().id()) : Optional.<String>empty();
        return new Result(page.stream().map(turn -> TurnView.of(turn, engine.isRunning(turn))).toList(), next);
    }

    /** Which page of which session. */
    public record Params(
            @Description("The session") String session,
            @Description("Turns at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before gave as next") Optional<String> next) {}

    /** A page. */
    public record Result(
            @Description("The turns, in the order of acceptance") List<TurnView> turns,
            @Description("Where the next page begins; absent at the end") Optional<String> next) {}
}
