// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.session.Session;
import dev.postern.core.store.Cursor;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows a session's journal by page: facts and content, never what only a replay needs. */
@Component
@WireMethod(name = "sessions.history", scope = "sessions:read", description = "Shows a session's journal")
public final class SessionsHistory implements Method<SessionsHistory.Params, SessionsHistory.Result> {
    private final SessionCommands commands;
    private final Journal journal;

    /** Over the sessions and the journal. */
    @Activate
    public SessionsHistory(@Reference SessionCommands commands, @Reference Journal journal) {
        this.commands = commands;
        this.journal = journal;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var session = commands.find(params.session(), context);
        var after = params.next().map(Cursor::position).orElse(OptionalLong.of(0));
        if (after.isEmpty()) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "params/next: must be what a page before gave as next");
        }
        if (params.next().isPresent() && after.getAsLong() < journal.prunedTo()) {
            throw new WireException(ErrorCode.CURSOR_EXPIRED,
                    "what stood there is not kept any more; begin without next");
        }
        var page = journal.ofSession(session.tenant(), session.id(), after.getAsLong(), params.limit());
        return new Result(page.stream().map(Item::of).toList(), next(session, page));
    }

    /** Large records end a page before its limit: only the journal knows whether it was the last one. */
    private Optional<String> next(Session session, List<JournalRecord> page) {
        return page.isEmpty()
                || journal.ofSession(session.tenant(), session.id(), page.getLast().position(), 1).isEmpty()
                        ? Optional.empty()
                        : Optional.of(page.getLast().cursor());
    }

    /** Which page of which session. */
    public record Params(
            @Description("The session") @Size(max = 128) String session,
            @Description("Records at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before gave as next") @Size(max = 128) Optional<String> next) {}

    /** A page. */
    public record Result(
            @Description("The records, in order") List<Item> records,
            @Description("Where the next page begins; absent at the end") Optional<String> next) {}

    /** A record. */
    public record Item(
            @Description("Its place in the order of all records, opaque") String cursor,
            @Description("What happened") String type,
            @Description("When") Instant at,
            @Description("The turn, when there is one") Optional<String> turn,
            @Description("The call, when there is one") Optional<String> call,
            @Description("Facts") JsonObject meta,
            @Description("Content") JsonObject payload) {

        static Item of(JournalRecord record) {
            var entry = record.entry();
            return new Item(record.cursor(), entry.type().topic(), entry.at(), Optional.ofNullable(entry.turn()),
                    Optional.ofNullable(entry.call()), entry.meta(), entry.payload());
        }
    }
}
