// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonObject;
import dev.postern.api.surface.DeliveryException;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.OutboxItem.State;
import dev.postern.pipeline.internal.Settings;
import dev.postern.pipeline.internal.record.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what becomes of a reply after a try, and records it. */
final class Verdict {
    private static final Logger LOG = LoggerFactory.getLogger(Verdict.class);
    private static final int MAX_ERROR = 500;

    private final Store store;
    private final Clock clock;
    private final Metrics metrics;
    private final Backoff backoff = new Backoff(new Random());
    /** Ends that the store did not take yet. */
    private final Set<String> unrecorded = ConcurrentHashMap.newKeySet();

    Verdict(Store store, Clock clock, Metrics metrics) {
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
    }

    Duration untilDue(OutboxItem item) {
        var wait = Duration.between(clock.instant(), item.dueAt());
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    boolean isTooOld(OutboxItem item, Settings.Outbox limits) {
        return clock.instant().isAfter(item.createdAt().plus(limits.maxAge()));
    }

    boolean isRecordedEnd(OutboxItem item) {
        return item.state() != State.PENDING && !unrecorded.contains(item.id());
    }

    /** The item as its next try has it. */
    OutboxItem trying(OutboxItem item) {
        return with(item, State.PENDING, item.attempts() + 1, item.dueAt(), item.lastError());
    }

    OutboxItem delivered(OutboxItem item) {
        metrics.count("postern_deliveries", "result", "delivered");
        return record(with(item, State.DELIVERED, item.attempts(), item.dueAt(), Optional.empty()));
    }

    OutboxItem failed(OutboxItem item, DeliveryException failure, Settings.Outbox limits) {
        metrics.count("postern_deliveries", "result", "failed");
        var message = failure.getMessage() == null ? "failed" : failure.getMessage();
        if (!failure.retryable() || item.attempts() >= limits.maxAttempts()) {
            return giveUp(item, message);
        }
        var wait = failure.retryAfter().filter(Duration::isPositive)
                .orElseGet(() -> backoff.after(item.attempts(), limits));
        var due = Times.now(clock).plus(wait);
        LOG.info("the reply {} to {} was not delivered, try {}: {}", item.id(), item.surface(), item.attempts(),
                message);
        var next = with(item, State.PENDING, item.attempts(), due, Optional.of(shortened(message)));
        commit(next, Batch.of(new Write.PutOutbox(next)));
        return next;
    }

    OutboxItem giveUp(OutboxItem item, String message) {
        metrics.count("postern_deliveries", "result", "given_up");
        LOG.warn("the reply {} to {} is given up after {} tries: {}", item.id(), item.surface(), item.attempts(),
                message);
        return record(with(item, State.GIVEN_UP, item.attempts(), item.dueAt(), Optional.of(shortened(message))));
    }

    /** Records an end; what the store does not take is tried again without another delivery. */
    OutboxItem record(OutboxItem end) {
        var batch = end.state() == State.GIVEN_UP
                ? Batch.of(new Write.PutOutbox(end), new Write.Append(undeliverable(end)))
                : Batch.of(new Write.PutOutbox(end));
        if (commit(end, batch)) {
            unrecorded.remove(end.id());
        } else {
            unrecorded.add(end.id());
        }
        return end;
    }

    private boolean commit(OutboxItem item, Batch batch) {
        try {
            store.commit(batch);
            return true;
        } catch (StoreException refused) {
            LOG.warn("what became of the reply {} could not be recorded: {}", item.id(), refused.getMessage());
            return false;
        }
    }

    private Entry undeliverable(OutboxItem item) {
        var meta = JsonObject.builder()
                .put("outbox", item.id())
                .put("surface", item.surface())
                .put("peer", item.peer())
                .put("thread", item.thread())
                .put("attempts", item.attempts())
                .build();
        return new Entry(RecordType.MESSAGE_UNDELIVERABLE, item.tenant(), item.session(), item.turn(), null,
                Times.now(clock), meta, JsonObject.builder().put("error", item.lastError()).build(),
                JsonObject.EMPTY);
    }

    private static OutboxItem with(OutboxItem item, State state, int attempts, Instant dueAt,
            Optional<String> lastError) {
        return new OutboxItem(item.id(), item.tenant(), item.session(), item.turn(), item.surface(), item.peer(),
                item.thread(), item.text(), item.metadata(), state, attempts, dueAt, lastError, item.createdAt());
    }

    private static String shortened(String message) {
        return message.length() <= MAX_ERROR ? message : message.substring(0, MAX_ERROR);
    }
}
