package dev.postern.pipeline.internal.method;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import dev.postern.pipeline.internal.Engine;
import dev.postern.pipeline.internal.PipelineComponent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists turns by page: a session's, or those that somebody may be waiting for. */
@Component
@WireMethod(name = "turns.list", scope = "sessions:read",
        description = "Lists a session's turns, or all that have not ended")
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
        var found = params.session().isPresent()
                ? ofSession(params.session().get(), params, context.principal())
                : open(params, context.principal());
        var page = found.size() > params.limit() ? found.subList(0, params.limit()) : found;
        var next = found.size() > params.limit() ? Optional.of(page.getLast().id()) : Optional.<String>empty();
        return new Result(page.stream().map(turn -> TurnView.of(turn, engine.isRunning(turn))).toList(), next);
    }

    private List<Turn> ofSession(String id, Params params, Principal who) throws WireException {
        var session = new Reach(rows).session(who, id);
        return rows.turns(session.tenant(), session.id(), params.next().orElse(null), params.limit() + 1);
    }

    private List<Turn> open(Params params, Principal who) {
        var after = params.next().orElse("");
        var reach = new Reach(rows);
        return rows.openTurns().stream()
                .filter(turn -> turn.id().compareTo(after) > 0 && reach.has(who, turn))
                .limit(params.limit() + 1L)
                .toList();
    }

    /** Which page of which turns. */
    public record Params(
            @Description("The session; absent for all turns that have not ended") Optional<String> session,
            @Description("Turns at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before gave as next") Optional<String> next) {}

    /** A page. */
    public record Result(
            @Description("The turns, in the order of acceptance") List<TurnView> turns,
            @Description("Where the next page begins; absent at the end") Optional<String> next) {}
}
