// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;

/** A store in memory that can be pruned, be full, and has gaps between its positions as the real one may. */
final class MemoryStore implements Store, Journal {
    private final List<JournalRecord> records = new ArrayList<>();
    private final List<Consumer<List<JournalRecord>>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Object> rows = new LinkedHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private long newest;
    private long prunedTo;
    private boolean full;

    @Override
    public synchronized CompletableFuture<Commit> submit(Batch batch) {
        if (full) {
            return CompletableFuture.failedFuture(
                    new StoreException(StoreException.Reason.UNAVAILABLE, "the disk is full", null));
        }
        for (var write : batch.writes()) {
            if (write instanceof Write.PutOutcome(var outcome) && rows.containsKey(key(outcome))) {
                return CompletableFuture.failedFuture(
                        new StoreException(StoreException.Reason.OUTCOME_EXISTS, "the key has an outcome", null));
            }
        }
        var fresh = new ArrayList<JournalRecord>();
        for (var write : batch.writes()) {
            switch (write) {
                case Write.Append(var entry) -> {
                    newest += newest % 7 == 0 ? 2 : 1;
                    fresh.add(new JournalRecord(newest, entry));
                }
                case Write.PutToken(var token) -> rows.put("token " + token.id(), token);
                case Write.PutBlob(var blob) -> rows.put("blob " + blob.tenant() + ' ' + blob.id(), blob);
                case Write.PutOutcome(var outcome) -> rows.put(key(outcome), outcome);
                case Write.PutSession(var session, var revision) ->
                    rows.put("session " + session.tenant() + ' ' + session.id(), session);
                default -> throw new UnsupportedOperationException(write.toString());
            }
        }
        records.addAll(fresh);
        listeners.forEach(listener -> listener.accept(fresh));
        return CompletableFuture.completedFuture(new Commit(newest));
    }

    @Override
    public synchronized long newest() {
        return newest;
    }

    @Override
    public synchronized long prunedTo() {
        return prunedTo;
    }

    @Override
    public synchronized List<JournalRecord> after(long position, int limit) {
        reads.incrementAndGet();
        return records.stream().filter(record -> record.position() > position).limit(limit).toList();
    }

    @Override
    public List<JournalRecord> ofSession(String tenant, String session, long after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<JournalRecord> ofTurn(String tenant, String turn) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registration listen(Consumer<List<JournalRecord>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    synchronized void pruneTo(long position) {
        prunedTo = position;
        records.removeIf(record -> record.position() <= position);
    }

    /** Lets there be a session of the default tenant that a client of the wire owns. */
    synchronized void session(String id, String owner) {
        var at = Instant.parse("2026-01-01T00:00:00Z");
        rows.put("session default " + id, new Session(id, "default", "default", Session.GATEWAY, owner, "main", at, at,
                1, Session.ExecutionState.ACTIVE, SessionSettings.DEFAULT, SessionProgress.NONE));
    }

    synchronized void full(boolean isFull) {
        full = isFull;
    }

    /** How often records were read instead of listened to. */
    int reads() {
        return reads.get();
    }

    Rows rows() {
        return (Rows) Proxy.newProxyInstance(Rows.class.getClassLoader(), new Class<?>[]{Rows.class},
                (self, method, arguments) -> row(method.getName(), arguments));
    }

    private synchronized Object row(String method, Object[] arguments) {
        return switch (method) {
            case "tokens" -> rows.entrySet()
                    .stream()
                    .filter(row -> row.getKey().startsWith("token "))
                    .map(Map.Entry::getValue)
                    .toList();
            case "blob", "session" ->
                Optional.ofNullable(rows.get(method + ' ' + arguments[0] + ' ' + arguments[1]));
            case "outcome" -> Optional.ofNullable(rows.get(
                    "outcome " + arguments[0] + ' ' + arguments[1] + ' ' + arguments[2] + ' ' + arguments[3]));
            case "toString" -> "rows in memory";
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private static String key(Write.StoredOutcome outcome) {
        return "outcome " + outcome.tenant() + ' ' + outcome.principal() + ' ' + outcome.method() + ' ' + outcome.key();
    }
}
