// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings.QueueMode;
import org.jspecify.annotations.Nullable;

/** Finds out from the journal how the turns came that were open when the gateway started, once somebody needs to know. */
final class Memory {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Lanes lanes;
    private final ReentrantLock lock;
    private final Line line;

    Memory(Lanes lanes, ReentrantLock lock, Line line) {
        this.lanes = lanes;
        this.lock = lock;
        this.line = line;
    }

    /**
     * Reads what is not known yet. Not to be called under the lock.
     *
     * @param learnt is told of each, under the lock
     */
    void learn(Session session, Consumer<QueuedTurn> learnt) {
        var unknown = unknown();
        if (unknown.isEmpty()) {
            return;
        }
        var read = new HashMap<QueuedTurn, Remembered>();
        unknown.forEach(turn -> read.put(turn, lanes.remember(session.tenant(), turn.id())));
        lock.lock();
        try {
            read.forEach((turn, remembered) -> {
                if (!turn.isKnown()) {
                    line.remember(turn, remembered, gathered(remembered, session));
                }
            });
            unknown.forEach(learnt);
            line.order();
        } finally {
            lock.unlock();
        }
    }

    private List<QueuedTurn> unknown() {
        lock.lock();
        try {
            return line.unknown();
        } finally {
            lock.unlock();
        }
    }

    /** As it stood, by the times on record. */
    private @Nullable Gathering gathered(Remembered remembered, Session session) {
        if (remembered.arrival().mode() != QueueMode.COLLECT) {
            return null;
        }
        var first = remembered.messages().getFirst();
        var gathering = new Gathering(lanes.collect(session), first.bytes(), monotonic(first.at()));
        remembered.messages().stream().skip(1)
                .forEach(message -> gathering.add(message.bytes(), monotonic(message.at())));
        return gathering;
    }

    /** Whatever somebody did to the clock meanwhile: not in the future, and not before all bounds. */
    private static long monotonic(Instant at) {
        long ago = Duration.between(at, Instant.now()).toNanos();
        return System.nanoTime() - Math.clamp(ago, 0, LONGEST.toNanos());
    }
}
