// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;

/** Keeps batches in memory, so that a test sees what is durable when. */
final class RecordingStore implements Store {
    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final Map<String, Call> calls = new ConcurrentHashMap<>();
    private volatile boolean refusing;

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        if (refusing) {
            return CompletableFuture.failedFuture(
                    new StoreException(StoreException.Reason.UNAVAILABLE, "the disk is full", null));
        }
        batches.add(batch);
        for (var write : batch.writes()) {
            if (write instanceof Write.PutCall(var call)) {
                calls.put(call.id(), call);
            }
        }
        return CompletableFuture.completedFuture(new Commit(batches.size()));
    }

    void refuse() {
        refusing = true;
    }

    List<Entry> entries() {
        return batches.stream()
                .flatMap(batch -> batch.writes().stream())
                .filter(Write.Append.class::isInstance)
                .map(write -> ((Write.Append) write).entry())
                .toList();
    }

    List<RecordType> types() {
        return entries().stream().map(Entry::type).toList();
    }

    Entry last(RecordType type) {
        return entries().stream().filter(entry -> entry.type() == type).reduce((before, after) -> after).orElseThrow();
    }

    Call call(String id) {
        return java.util.Objects.requireNonNull(calls.get(id));
    }

    /** Everything that is durable, as text: to look for what must not be in it. */
    String everything() {
        return batches.toString();
    }

    /** Only calls can be read; no session was ever stored. */
    Rows rows() {
        return (Rows) Proxy.newProxyInstance(
                Rows.class.getClassLoader(),
                new Class<?>[]{Rows.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "call" -> Optional.ofNullable(calls.get((String) arguments[1]));
                    case "session" -> Optional.empty();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
