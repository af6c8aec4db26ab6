// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;

/** The newest commits' records, so that whoever follows the journal closely asks the database nothing. */
final class RecentRecords {
    private static final long MAX_BYTES = 4L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private long bytes;
    /** All durable records after this position are here. */
    private long complete;

    RecentRecords(long position) {
        complete = position;
    }

    /** Adds a batch's records; called in the order of positions. */
    void add(List<JournalRecord> records, long size) {
        lock.lock();
        try {
            chunks.addLast(new Chunk(records, size));
            bytes += size;
            while (bytes > MAX_BYTES) {
                var gone = chunks.removeFirst();
                bytes -= gone.size();
                complete = gone.records().getLast().position();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps none of those that are here: the table says something else of them from now on. */
    void drop() {
        lock.lock();
        try {
            if (!chunks.isEmpty()) {
                complete = chunks.getLast().records().getLast().position();
                chunks.clear();
                bytes = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The records after the position up to the last one; empty when it lies before what is kept here. */
    Optional<List<JournalRecord>> after(long position, long last, int limit) {
        lock.lock();
        try {
            if (position < complete) {
                return Optional.empty();
            }
            var found = new ArrayList<JournalRecord>();
            var backwards = chunks.descendingIterator();
            var wanted = new ArrayDeque<Chunk>();
            while (backwards.hasNext()) {
                var chunk = backwards.next();
                if (chunk.records().getLast().position() <= position) {
                    break;
                }
                wanted.addFirst(chunk);
            }
            for (var chunk : wanted) {
                for (var entry : chunk.records()) {
                    if (entry.position() > position && entry.position() <= last && found.size() < limit) {
                        found.add(entry);
                    }
                }
                if (found.size() == limit) {
                    break;
                }
            }
            return Optional.of(found);
        } finally {
            lock.unlock();
        }
    }

    /**
     * All of a turn's records up to the last one; empty when older ones may be kept elsewhere. Nothing is on record of a
     * turn before the batch that accepts it; further messages may join it later.
     */
    Optional<List<JournalRecord>> ofTurn(String tenant, String turn, long last) {
        return Optional.ofNullable(ofTurns(tenant, Set.of(turn), last).get(turn));
    }

    /** The same of several turns, by turn; one of which older records may be kept elsewhere is left out. */
    Map<String, List<JournalRecord>> ofTurns(String tenant, Set<String> turns, long last) {
        Chunk[] known;
        lock.lock();
        try {
            known = chunks.toArray(Chunk[]::new);
        } finally {
            lock.unlock();
        }
        // looked through without the lock: the committing thread does not wait for that
        var backwards = new HashMap<String, List<JournalRecord>>();
        var whole = new HashMap<String, List<JournalRecord>>();
        for (int i = known.length - 1; i >= 0 && whole.size() < turns.size(); i--) {
            var begun = new ArrayList<String>();
            for (var record : known[i].records().reversed()) {
                var entry = record.entry();
                var turn = entry.turn();
                if (turn != null && turns.contains(turn) && record.position() <= last
                        && tenant.equals(entry.tenant())) {
                    backwards.computeIfAbsent(turn, _ -> new ArrayList<>()).add(record);
                    if (entry.type() == RecordType.TURN_ACCEPTED) {
                        begun.add(turn);
                    }
                }
            }
            for (var turn : begun) {
                whole.put(turn, backwards.getOrDefault(turn, List.of()).reversed());
            }
        }
        return whole;
    }

    private record Chunk(List<JournalRecord> records, long size) {}
}
