// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.postern.core.wire.StreamWatch;
import dev.postern.core.wire.Streams;

/** Sends what a test says to whoever watches. */
public final class Pieces implements Streams, StreamWatch {
    private final List<Consumer<Piece>> watchers = new CopyOnWriteArrayList<>();

    /** Has the clients of it hear. */
    public void into(DefaultClientAccess access) {
        access.setStreams(this);
    }

    /** How many watch. */
    public int watchers() {
        return watchers.size();
    }

    @Override
    public void send(Piece piece) {
        watchers.forEach(watcher -> watcher.accept(piece));
    }

    @Override
    public Watching watch(String tenant, String session, Consumer<Piece> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }
}
