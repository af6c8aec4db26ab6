// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.Write;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records changes in the journal. The store's own configuration comes before the store: what happens while there is none
 * is kept until there is.
 */
final class ChangeLog {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeLog.class);
    private static final int MAX_WAITING = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private @Nullable Store store;

    void changed(Pid pid, String file, String change, String digest) {
        var meta = JsonObject.builder().put("pid", pid.full()).put("file", file).put("change", change)
                .put("digest", digest).build();
        var entry = new Entry(RecordType.CONFIGURATION_CHANGED, Entry.INSTALLATION, null, null, null,
                Instant.now().truncatedTo(ChronoUnit.MILLIS), meta, JsonObject.EMPTY, JsonObject.EMPTY);
        lock.lock();
        try {
            if (waiting.size() == MAX_WAITING) {
                LOG.warn("a change of configuration goes unrecorded: the store has not been there for {} of them",
                        MAX_WAITING);
                waiting.removeFirst();
            }
            waiting.addLast(entry);
        } finally {
            lock.unlock();
        }
        flush();
    }

    void storeIs(@Nullable Store now) {
        lock.lock();
        try {
            store = now;
        } finally {
            lock.unlock();
        }
        flush();
    }

    private void flush() {
        lock.lock();
        try {
            if (store == null) {
                return;
            }
            while (!waiting.isEmpty()) {
                store.submit(Batch.of(new Write.Append(waiting.removeFirst()))).whenComplete((commit, problem) -> {
                    if (problem != null) {
                        LOG.error("a change of configuration was not recorded: {}", problem.getMessage());
                    }
                });
            }
        } finally {
            lock.unlock();
        }
    }
}
