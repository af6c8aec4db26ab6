// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.method;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.budget.Budgets;
import dev.postern.core.budget.Limit;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows what a session used, and how much of its limits that is. */
@Component
@WireMethod(name = "sessions.usage", scope = "sessions:read",
        description = "Shows what a session used of models, and the limits that hold for it")
public final class SessionsUsage implements Method<SessionsUsage.Params, SessionsUsage.Result> {
    private final Rows rows;
    private final Budgets budgets;
    private final Clock clock;

    /** Over the rows and the budgets. */
    @Activate
    public SessionsUsage(@Reference Rows rows, @Reference Budgets budgets) {
        this(rows, budgets, Clock.systemUTC());
    }

    /** On this clock's day. */
    public SessionsUsage(Rows rows, Budgets budgets, Clock clock) {
        this.rows = rows;
        this.budgets = budgets;
        this.clock = clock;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var session = new Reach(rows).session(context.principal(), params.session());
        var day = LocalDate.now(clock);
        var used = rows.usage(session.tenant(), session.id());
        return new Result(day.toString(), TurnView.Usage.of(used.total()), TurnView.Usage.of(used.on(day)),
                budgets.limits(session).stream().map(limit -> shown(limit, session, day)).toList());
    }

    private LimitView shown(Limit limit, Session session, LocalDate day) {
        var used = switch (limit.span()) {
            case TURN -> Optional.<dev.postern.api.planner.Usage>empty();
            case SESSION -> Optional.of(rows.usage(session.tenant(), session.id()).total());
            case SESSION_DAY -> Optional.of(rows.usage(session.tenant(), session.id()).on(day));
            case TENANT_DAY -> Optional.of(rows.usage(session.tenant(), day));
        };
        return new LimitView(limit.span(), limit.currency(), limit.most(), used.map(limit::amount), limit.raise());
    }

    /** Which session. */
    public record Params(@Description("The session") @Size(max = 128) String session) {}

    /** What was used. */
    public record Result(
            @Description("The day of UTC") String day,
            @Description("What it used since it began, and what is held for what is under way") TurnView.Usage total,
            @Description("The same on that day") TurnView.Usage today,
            @Description("The limits that hold, the nearest first") List<LimitView> limits) {}

    /** A limit, and how much of it is used. */
    public record LimitView(
            @Description("Whose use counts: turn, session, session_day or tenant_day") Limit.Span span,
            @Description("The currency's three letters; absent for tokens") Optional<String> currency,
            @Description("Tokens, or millionths of the currency's unit") long most,
            @Description("So much of it; absent for a turn's") Optional<Long> used,
            @Description("Who can raise it, and where") String raise) {}
}
