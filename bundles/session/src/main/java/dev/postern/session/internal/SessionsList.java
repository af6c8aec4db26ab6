// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists the sessions within the asker's reach, by page. */
@Component
@WireMethod(name = "sessions.list", scope = "sessions:read",
        description = "Lists your sessions; with sessions:others all of your tenant")
public final class SessionsList implements Method<SessionsList.Params, SessionsList.Result> {
    private final Rows rows;

    /** Over the rows. */
    @Activate
    public SessionsList(@Reference Rows rows) {
        this.rows = rows;
    }

    @Override
    public Result handle(Params params, MethodContext context) {
        var page = find(context.principal(), params.next().orElse(null), params.limit());
        return new Result(page.stream().map(SessionView::of).toList(), next(context.principal(), page));
    }

    /** Large rows end a page before its limit: only the rows know whether it was the last one. */
    private Optional<String> next(Principal who, List<Session> page) {
        return page.isEmpty() || find(who, page.getLast().id(), 1).isEmpty()
                ? Optional.empty()
                : Optional.of(page.getLast().id());
    }

    private List<Session> find(Principal who, @Nullable String after, int limit) {
        return who.may(Session.OTHERS)
                ? rows.sessions(who.tenant(), after, limit)
                : rows.sessionsOf(who.tenant(), who.id(), after, limit);
    }

    /** Which page. */
    public record Params(
            @Description("Sessions at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before gave as next") @Size(max = 128) Optional<String> next) {}

    /** A page. */
    public record Result(
            @Description("The sessions, by id") List<SessionView> sessions,
            @Description("Where the next page begins; absent at the end") Optional<String> next) {}
}
