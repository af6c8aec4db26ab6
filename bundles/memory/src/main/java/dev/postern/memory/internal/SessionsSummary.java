// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.memory.MemoryKind;
import dev.postern.api.message.Origin;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows a session's summary, and what it was made of. */
@Component(service = Method.class)
@WireMethod(name = "sessions.summary", scope = "sessions:read",
        description = "Shows the summary of a session's earlier turns, and which these are")
public final class SessionsSummary implements Method<SessionsSummary.Params, SessionsSummary.Result> {
    private final Rows rows;

    /** Over the rows. */
    @Activate
    public SessionsSummary(@Reference Rows rows) {
        this.rows = rows;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var session = SessionReach.find(rows, params.session(), context);
        return new Result(rows.memory(session.tenant(), session.id(), MemoryKind.SUMMARY)
                .flatMap(row -> Summary.of(row).map(summary -> new View(row.revision(), row.updatedAt(), summary.by(),
                        summary.origin(), summary.text(), Range.of(summary)))));
    }

    /** Which session. */
    public record Params(@Description("The session") @Size(max = 128) String session) {}

    /** What there is. */
    public record Result(@Description("The summary; absent while none was made") Optional<View> summary) {}

    /** A summary. */
    public record View(
            @Description("Counts its changes") long revision,
            @Description("When it was made") Instant at,
            @Description("The model that made it, or extract") String by,
            @Description("The worst origin of what it was made of") Origin origin,
            @Description("What it says") String text,
            @Description("The turns that it covers") Range range) {}

    /** Part of a journal. */
    public record Range(
            @Description("The cursor of the first record") String first,
            @Description("The cursor of the last record") String last,
            @Description("The last turn") String lastTurn,
            @Description("How many turns") int turns) {

        static Range of(Summary summary) {
            var range = summary.range();
            return new Range(range.first(), range.last(), range.lastTurn(), range.turns());
        }
    }
}
