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

    Caretaker(CommitQueue queue, WriterLink link, Housekeeping housekeeping) {
        this.queue = queue;
        this.link = link;
        this.housekeeping = housekeeping;
    }

    void start(Segments segments, Pruning pruning) {
        timer.scheduleWithFixedDelay(this::probe, 1, 1, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(this::purge, 1, 10, TimeUnit.MINUTES);
        timer.scheduleWithFixedDelay(() -> offer(segments::makeNext), 0, 60, TimeUnit.MINUTES);
        timer.scheduleWithFixedDelay(() -> offer(pruning::run), 2, 60, TimeUnit.MINUTES);
    }

    /** Purges until nothing old is left, a piece at a time so that batches come between. */
    void purge() {
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
