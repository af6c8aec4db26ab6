// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.method;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
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
        var find = params.session().isPresent()
                ? ofSession(params.session().get(), context.principal())
                : open(context.principal());
        var page = find.page(params.next().orElse(""), params.limit());
        // large rows end a page before its limit: only the rows know whether it was the last one
        var next = page.isEmpty() || find.page(page.getLast().id(), 1).isEmpty()
                ? Optional.<String>empty()
                : Optional.of(page.getLast().id());
        return new Result(page.stream().map(turn -> TurnView.of(turn, engine.isRunning(turn))).toList(), next);
    }

    private Pages ofSession(String id, Principal who) throws WireException {
        var session = new Reach(rows).session(who, id);
        return (after, limit) -> rows.turns(session.tenant(), session.id(), after, limit);
    }

    private Pages open(Principal who) {
        var reach = new Reach(rows);
        return (after, limit) -> rows.openTurns().stream()
                .filter(turn -> turn.id().compareTo(after) > 0 && reach.has(who, turn))
                .limit(limit)
                .toList();
    }

    /** Turns by page, in the order of their ids. */
    private interface Pages {
        List<Turn> page(String after, int limit);
    }

    /** Which page of which turns. */
    public record Params(
            @Description("The session; absent for all turns that have not ended") @Size(
                    max = 128) Optional<String> session,
            @Description("Turns at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before gave as next") @Size(max = 128) Optional<String> next) {}

    /** A page. */
    public record Result(
            @Description("The turns, in the order of acceptance") List<TurnView> turns,
            @Description("Where the next page begins; absent at the end") Optional<String> next) {}
}
