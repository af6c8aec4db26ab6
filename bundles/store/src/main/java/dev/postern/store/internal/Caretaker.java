// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has the committing thread do what is not urgent, now and then, and see whether a database that failed is back. */
final class Caretaker implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("postern-store-upkeep").factory());
    private final CommitQueue queue;
    private final WriterLink link;
    private final Housekeeping housekeeping;
    private final Segments segments;
    private final Pruning pruning;

    Caretaker(CommitQueue queue, WriterLink link, Housekeeping housekeeping, Segments segments, Pruning pruning) {
        this.queue = queue;
        this.link = link;
        this.housekeeping = housekeeping;
        this.segments = segments;
        this.pruning = pruning;
    }

    void start() {
        offer(segments::makeNext);
        timer.scheduleWithFixedDelay(this::probe, 1, 1, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(() -> offer(segments::makeNext), 60, 60, TimeUnit.MINUTES);
        timer.scheduleWithFixedDelay(this::tidy, 1, 10, TimeUnit.MINUTES);
    }

    void tidy() {
        purge();
        // as a batch: its records become links of the chains
        offer(connection -> pruning.due(connection).ifPresent(queue::offer));
    }

    /** Purges until nothing old is left, a piece at a time so that batches come between. */
    private void purge() {
        offer(connection -> {
            if (housekeeping.purge(connection)) {
                purge();
            }
        });
    }

    private void probe() {
        if (!link.problem().isEmpty() && !link.uncertain()) {
            offer(DatabaseState::txn);
        }
    }

    private void offer(Work.Upkeep upkeep) {
        // when the queue is full there is more urgent work: the next time will do
        queue.offer(upkeep);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
