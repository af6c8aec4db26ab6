// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Usage;
import dev.postern.core.id.Ids;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.store.Write;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.CallIds;
import dev.postern.pipeline.internal.record.TurnRecords;

/** All that becomes durable together when a turn ends: records, rows, what the session keeps, and the reply's way out. */
final class EndWrites {
    private static final int RECENT_CALLS = 20;

    private final AcceptedTurn turn;
    private final TurnRecords records;
    private final Ids ids;

    EndWrites(AcceptedTurn turn, TurnRecords records, Ids ids) {
        this.turn = turn;
        this.records = records;
        this.ids = ids;
    }

    /**
     * The writes of an end.
     *
     * @param end how it ends
     * @param steps what was decided
     * @param before what the session kept before
     * @param planner who decided
     * @param commits barriers so far, this one included
     * @param used tokens and money
     * @param at now
     */
    Ending of(TurnEnd end, Steps steps, SessionProgress before, String planner, int commits,
            Optional<Usage> used, Instant at) {
        var writes = new ArrayList<Write>();
        var progress = progress(end, steps, before, planner, at);
        writes.add(new Write.PutTurn(row(end, steps, commits, used, at)));
        if (!progress.equals(before)) {
            writes.add(new Write.PutProgress(turn.tenant(), turn.session(), progress));
        }
        var item = end.reply().map(text -> outbox(text, at));
        var toSurface = item.filter(reply -> !reply.surface().equals(Session.GATEWAY));
        item.ifPresent(reply -> writes.add(new Write.Append(records.emitted(at, address(reply, toSurface.isPresent()),
                reply.text()))));
        toSurface.ifPresent(reply -> writes.add(new Write.PutOutbox(reply)));
        writes.add(new Write.Append(switch (end) {
            case TurnEnd.Replied(var text) -> records.finished(at, steps.decided(), "reply", text, used);
            case TurnEnd.Asked(var question, _, _) -> records.finished(at, steps.decided(), "ask", question, used);
            case TurnEnd.Silent _ -> records.finished(at, steps.decided(), "stop", "", used);
            case TurnEnd.Failed(var failure) ->
                records.failed(at, steps.decided(), failure, end.reply().orElse(""), used);
            case TurnEnd.Cancelled(var stop) -> records.cancelled(at, stop.by(), stop.next());
        }));
        if (end instanceof TurnEnd.Cancelled(var stop)) {
            writes.addAll(stop.riders());
        }
        return new Ending(writes, progress, toSurface);
    }

    private Turn row(TurnEnd end, Steps steps, int commits, Optional<Usage> used, Instant at) {
        var state = switch (end) {
            case TurnEnd.Replied _,TurnEnd.Asked _,TurnEnd.Silent _ -> Turn.State.FINISHED;
            case TurnEnd.Failed _ -> Turn.State.FAILED;
            case TurnEnd.Cancelled _ -> Turn.State.CANCELLED;
        };
        var error = switch (end) {
            case TurnEnd.Failed(var failure) -> Optional.of(failure);
            case TurnEnd.Cancelled(var stop) -> stop.next().map(TurnRecords::interrupted);
            case TurnEnd.Replied _,TurnEnd.Asked _,TurnEnd.Silent _ -> Optional.<Turn.Failure>empty();
        };
        return new Turn(turn.id(), turn.tenant(), turn.session(), state, turn.at(), Optional.of(at), end.reply(), error,
                steps.decided(), commits, Optional.empty(), used);
    }

    /** An answer drops the question; what failed or was cancelled leaves it open. */
    private SessionProgress progress(TurnEnd end, Steps steps, SessionProgress before, String planner, Instant at) {
        var memo = switch (end) {
            case TurnEnd.Asked(_, var value, var expiresAfter) ->
                Optional.of(new SessionProgress.Memo(turn.id(), planner, value, at.plus(expiresAfter)));
            case TurnEnd.Replied _,TurnEnd.Silent _ -> Optional.<SessionProgress.Memo>empty();
            case TurnEnd.Failed _,TurnEnd.Cancelled _ -> before.memo();
        };
        return new SessionProgress(before.seq(), memo, recent(before.recentCalls(), steps), before.majors());
    }

    private List<String> recent(List<String> before, Steps steps) {
        var calls = new ArrayList<>(before);
        var sizes = steps.sizes();
        for (int step = 1; step <= sizes.size(); step++) {
            for (int index = 0; index < sizes.get(step - 1); index++) {
                calls.add(CallIds.of(turn.id(), step, index));
            }
        }
        return List.copyOf(calls.subList(Math.max(0, calls.size() - RECENT_CALLS), calls.size()));
    }

    private OutboxItem outbox(String text, Instant at) {
        var message = turn.message();
        return new OutboxItem(ids.next("o"), turn.tenant(), turn.session(), turn.id(), message.surface(),
                message.peer(), message.thread(), text, message.surfaceMetadata(), OutboxItem.State.PENDING, 0, at,
                Optional.empty(), at);
    }

    private static JsonObject address(OutboxItem item, boolean stored) {
        return JsonObject.builder()
                .put("surface", item.surface())
                .put("peer", item.peer())
                .put("thread", item.thread())
                .put("outbox", Stream.of(item.id()).filter(_ -> stored).findFirst())
                .build();
    }

    /**
     * An end, ready to be written.
     *
     * @param writes what becomes durable together
     * @param progress what the session keeps afterwards
     * @param reply what the outbox carries out, if anything
     */
    record Ending(List<Write> writes, SessionProgress progress, Optional<OutboxItem> reply) {}
}
