// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.core.wire.ConnectionWatch;

/** Connections that close when a test says so; one watcher each. */
final class Connections implements ConnectionWatch {
    private final Map<String, Runnable> watched = new ConcurrentHashMap<>();

    @Override
    public Watching whenClosed(String connection, Runnable closed) {
        watched.put(connection, closed);
        return () -> watched.remove(connection, closed);
    }

    void close(String connection) {
        Objects.requireNonNull(watched.get(connection)).run();
    }

    boolean isWatched(String connection) {
        return watched.containsKey(connection);
    }
}
