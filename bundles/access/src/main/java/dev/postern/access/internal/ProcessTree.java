// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program and all that came of it. */
abstract sealed class ProcessTree permits NamespaceTree, LineageTree {
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(500);
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);

    private final ReentrantLock lock = new ReentrantLock();
    private boolean gone;

    /**
     * Kills what still runs and returns when all have ended; at the latest after 5 s, for a process may be where no signal
     * reaches it. Any thread, any time, again and again.
     */
    final void kill() {
        lock.lock();
        try {
            if (!gone) {
                gone = killAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean killAll() {
        long begin = System.nanoTime();
        for (var alive = alive(); !alive.isEmpty(); alive = alive()) {
            alive.forEach(ProcessTree::kill);
            if (System.nanoTime() - begin > PATIENCE) {
                LOG.error("Processes of an ended call cannot be ended: {}", alive);
                return false;
            }
            LockSupport.parkNanos(PAUSE);
        }
        return true;
    }

    private static void kill(long pid) {
        // not by Process, which closes the streams, and with them goes what was written last
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** What has not ended, in the order in which to kill it. */
    abstract Set<Long> alive();
}
