// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import dev.postern.api.json.JsonObject;
import dev.postern.api.surface.Receipt;
import dev.postern.core.id.Ids;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.pipeline.NormalizedMessage;
import dev.postern.core.pipeline.Route;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.queue.Lanes;
import dev.postern.pipeline.internal.queue.QueuedTurn;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.MessageRecord;
import dev.postern.pipeline.internal.record.Times;
import dev.postern.pipeline.internal.record.TurnRecords;
import dev.postern.pipeline.internal.stage.StageSlots;
import dev.postern.pipeline.internal.stage.Staged;
import org.jspecify.annotations.Nullable;

/** Accepts messages: through the first three stages, and into the queue with one commit. */
final class Inbox {
    /** Two senders may open one session at once; the second finds it. */
    private static final int TRIES = 5;

    private final Store store;
    private final Rows rows;
    private final StageSlots stages;
    private final Lanes lanes;
    private final Doubtful doubtful;
    private final Clock clock;
    private final Ids ids;

    Inbox(Store store, Rows rows, StageSlots stages, Lanes lanes, Doubtful doubtful, Clock clock, Ids ids) {
        this.store = store;
        this.rows = rows;
        this.stages = stages;
        this.lanes = lanes;
        this.doubtful = doubtful;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Accepts a message; durable when it returns.
     *
     * @param riders what becomes durable with it, given where it went
     */
    Receipt accept(Incoming incoming, Function<Receipt, List<Write>> riders) throws WireException {
        var ingest = stages.ingest().get();
        ingest.stage().admit(incoming);
        var normalize = stages.normalize().get();
        var message = normalize.stage().normalize(incoming);
        for (int attempt = 1;; attempt++) {
            var router = stages.route().get();
            var route = router.stage().route(incoming, message);
            try {
                return enqueue(new Submission(incoming, message, route, made(ingest, normalize, router), riders));
            } catch (StoreException refused) {
                if (refused.reason() == StoreException.Reason.DUPLICATE_MESSAGE) {
                    return first(message);
                }
                if (refused.reason() != StoreException.Reason.SESSION_EXISTS || attempt == TRIES) {
                    throw WireException.of(refused);
                }
            }
        }
    }

    /** The bytes that made it: others may serve by the time it is written. */
    private static JsonObject made(Staged<?> ingest, Staged<?> normalize, Staged<?> route) {
        return JsonObject.builder()
                .put("ingest", ingest.identity().toString())
                .put("normalize", normalize.identity().toString())
                .put("route", route.identity().toString())
                .build();
    }

    private Receipt enqueue(Submission submission) throws StoreException, WireException {
        var place = lanes.enqueue(submission.route.session(), submission.route.principal(), submission::submit);
        try {
            submission.await();
        } catch (StoreException refused) {
            place.refused();
            if (refused.reason() == StoreException.Reason.UNAVAILABLE) {
                doubtful.look(submission.route.session(), place.turn());
            }
            throw refused;
        }
        place.accepted();
        return new Receipt(submission.route.session().id(), place.turn(), false);
    }

    /** The receipt that the same message got the first time. */
    private Receipt first(NormalizedMessage message) throws WireException {
        return rows.claimed(message.tenant(), message.surface(), message.dedupeKey())
                .map(turn -> new Receipt(turn.session(), turn.id(), true))
                .orElseThrow(() -> new IllegalStateException("a claimed message has no turn"));
    }

    /** One try to make a message durable. */
    private final class Submission {
        private final Incoming incoming;
        private final NormalizedMessage message;
        private final Route route;
        private final JsonObject stages;
        private final Function<Receipt, List<Write>> riders;
        private @Nullable CompletableFuture<Commit> commit;

        Submission(Incoming incoming, NormalizedMessage message, Route route, JsonObject stages,
                Function<Receipt, List<Write>> riders) {
            this.incoming = incoming;
            this.message = message;
            this.route = route;
            this.stages = stages;
            this.riders = riders;
        }

        QueuedTurn submit(int ahead) {
            var turn = new AcceptedTurn(ids.next("t"), route.session().id(), message, route.principal(),
                    incoming.traceparent(), incoming.dryRun(), Times.now(clock));
            commit = store.submit(new Batch(writes(turn, ahead)));
            return QueuedTurn.submitted(turn);
        }

        private List<Write> writes(AcceptedTurn turn, int ahead) {
            var records = new TurnRecords(turn.tenant(), turn.session(), turn.id());
            var writes = new ArrayList<Write>(route.opening());
            writes.add(new Write.Append(MessageRecord.write(turn, route, stages)));
            writes.add(new Write.Append(records.accepted(turn.at())));
            writes.add(new Write.Append(records.queued(turn.at(), ahead)));
            if (!message.dedupeKey().isEmpty()) {
                writes.add(new Write.ClaimMessage(turn.tenant(), message.surface(), message.dedupeKey(),
                        turn.session(), turn.id(), turn.at()));
            }
            writes.add(new Write.PutTurn(new Turn(turn.id(), turn.tenant(), turn.session(), Turn.State.QUEUED,
                    turn.at(), Optional.empty(), Optional.empty(), Optional.empty(), 0, 1, Optional.empty())));
            writes.addAll(riders.apply(new Receipt(turn.session(), turn.id(), false)));
            return writes;
        }

        void await() throws StoreException {
            try {
                Objects.requireNonNull(commit).join();
            } catch (CompletionException failed) {
                throw failed.getCause() instanceof StoreException refused
                        ? refused
                        : new StoreException(StoreException.Reason.UNAVAILABLE, "the store failed", failed);
            }
        }
    }
}
