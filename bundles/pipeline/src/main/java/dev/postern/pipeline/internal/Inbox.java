// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import dev.postern.api.json.JsonObject;
import dev.postern.core.id.Ids;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.pipeline.NormalizedMessage;
import dev.postern.core.pipeline.Route;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.queue.Lanes;
import dev.postern.pipeline.internal.queue.Newcomer;
import dev.postern.pipeline.internal.queue.Speaker;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.Arrival;
import dev.postern.pipeline.internal.record.MessageRecord;
import dev.postern.pipeline.internal.record.Times;
import dev.postern.pipeline.internal.record.TurnRecords;
import dev.postern.pipeline.internal.stage.BoundedIngest;
import dev.postern.pipeline.internal.stage.Slot;
import dev.postern.pipeline.internal.stage.StageSlots;
import dev.postern.pipeline.internal.stage.Staged;
import org.jspecify.annotations.Nullable;

/** Accepts messages: through the first three stages, and into the queue with one commit. */
final class Inbox {
    /** Two senders may open one session at once; the second finds it. */
    private static final int TRIES = 5;
    /** How long a message waits for a stage: while the bundle is exchanged that it is of, or needs, nothing serves. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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
    Accepted accept(Incoming incoming, Function<Accepted, List<Write>> riders) throws WireException {
        var ingest = serving(stages.ingest());
        ingest.stage().admit(incoming);
        var normalize = serving(stages.normalize());
        var message = normalize.stage().normalize(incoming);
        for (int attempt = 1;; attempt++) {
            var router = serving(stages.route());
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

    private static <T> Staged<T> serving(Slot<T> slot) throws WireException {
        try {
            return slot.await(PATIENCE);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw Slot.missing(slot.name());
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

    private Accepted enqueue(Submission submission) throws StoreException, WireException {
        var place = lanes.enqueue(new Newcomer(submission.route.session(),
                new Speaker(submission.route.principal(), submission.incoming.dryRun()), submission.incoming.mode(),
                BoundedIngest.textBytes(submission.message.parts()), submission), submission.route.principal());
        try {
            submission.await();
        } catch (StoreException refused) {
            place.refused();
            if (refused.reason() == StoreException.Reason.UNAVAILABLE && !place.isJoined()) {
                doubtful.look(submission.route.session(), place.turn());
            }
            throw refused;
        }
        place.accepted();
        return submission.accepted();
    }

    /** The receipt that the same message got the first time. */
    private Accepted first(NormalizedMessage message) throws WireException {
        return rows.claimed(message.tenant(), message.surface(), message.dedupeKey())
                .map(turn -> new Accepted(turn.session(), turn.id(), MessageRecord.id(turn.id()), Optional.empty(),
                        true))
                .orElseThrow(() -> new IllegalStateException("a claimed message has no turn"));
    }

    /** One try to make a message durable. */
    private final class Submission implements Newcomer.Acceptance {
        private final Incoming incoming;
        private final NormalizedMessage message;
        private final Route route;
        private final JsonObject stages;
        private final Function<Accepted, List<Write>> riders;
        private @Nullable Accepted accepted;
        private @Nullable CompletableFuture<Commit> commit;

        Submission(Incoming incoming, NormalizedMessage message, Route route, JsonObject stages,
                Function<Accepted, List<Write>> riders) {
            this.incoming = incoming;
            this.message = message;
            this.route = route;
            this.stages = stages;
            this.riders = riders;
        }

        @Override
        public AcceptedTurn open(int ahead, Arrival arrival) {
            var turn = turn(ids.next("t"));
            var writes = new ArrayList<Write>(route.opening());
            writes.add(new Write.Append(MessageRecord.write(turn, route, stages)));
            writes.add(new Write.Append(records(turn).accepted(turn.at())));
            writes.add(new Write.PutTurn(new Turn(turn.id(), turn.tenant(), turn.session(), Turn.State.QUEUED,
                    turn.at(), Optional.empty(), Optional.empty(), Optional.empty(), 0, 1)));
            submit(turn, ahead, arrival, writes);
            return turn;
        }

        /** No row changes: the turn's is as it is until it begins. */
        @Override
        public void join(String host, int ahead) {
            var turn = turn(host);
            var message = new AcceptedTurn(host, turn.session(), turn.message(), turn.principal(), turn.traceparent(),
                    turn.dryRun(), turn.at(), List.of(ids.next("m")));
            var writes = new ArrayList<Write>();
            writes.add(new Write.Append(MessageRecord.write(message, route, stages)));
            submit(message, ahead, Arrival.of(QueueMode.COLLECT), writes);
        }

        private AcceptedTurn turn(String id) {
            return new AcceptedTurn(id, route.session().id(), message, route.principal(), incoming.traceparent(),
                    incoming.dryRun(), Times.now(clock), List.of(MessageRecord.id(id)));
        }

        private void submit(AcceptedTurn turn, int ahead, Arrival arrival, List<Write> writes) {
            var known = new Accepted(turn.session(), turn.id(), turn.messages().getFirst(), arrival.target(), false);
            writes.add(new Write.Append(records(turn).queued(turn.at(), known.message(), ahead, arrival)));
            if (!message.dedupeKey().isEmpty()) {
                writes.add(new Write.ClaimMessage(turn.tenant(), message.surface(), message.dedupeKey(),
                        turn.session(), turn.id(), turn.at()));
            }
            writes.addAll(riders.apply(known));
            accepted = known;
            commit = store.submit(new Batch(writes));
        }

        private static TurnRecords records(AcceptedTurn turn) {
            return new TurnRecords(turn.tenant(), turn.session(), turn.id());
        }

        Accepted accepted() {
            return Objects.requireNonNull(accepted);
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
