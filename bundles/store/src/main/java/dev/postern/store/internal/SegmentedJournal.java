// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.store.internal.DurableState.Segment;

/**
 * Reads the segments, each by its own index, up to the newest durable position: below it nothing changes, so no lock is
 * needed.
 */
final class SegmentedJournal implements Journal {
    private static final int MAX_LIMIT = 1_000;
    /** Many follow the journal at once, each with a page in hand. */
    private static final long MOST_BYTES_OF_ALL = 256L << 10;
    private static final long MOST_BYTES_OF_A_SESSION = 1L << 20;
    private static final String COLUMNS = "select first_position, last_position, tenant, session, turn, meta, payload,"
            + " replay from ";

    private final Durable durable;
    private final RecentRecords recent;
    private final ReadPool readers;
    private final RunCodec codec;
    private final Dispatcher dispatcher;

    SegmentedJournal(Durable durable, RecentRecords recent, ReadPool readers, RunCodec codec) {
        this.durable = durable;
        this.recent = recent;
        this.readers = readers;
        this.codec = codec;
        this.dispatcher = new Dispatcher(this);
    }

    @Override
    public long newest() {
        return durable.state().position();
    }

    @Override
    public long prunedTo() {
        return durable.state().prunedTo();
    }

    @Override
    public List<JournalRecord> after(long position, int limit) {
        check(limit);
        // records are noted before the rows of their commit are: none is shown before it is durable, when both are
        return recent.after(position, newest(), limit).orElseGet(() -> readers.read(sql -> {
            var found = new Found(position, limit, MOST_BYTES_OF_ALL);
            for (var segment : durable.state().segments()) {
                if (!found.full() && reaches(segment, position)) {
                    var statement = sql.prepare(COLUMNS + segment.table() + hint(segment, "_pk")
                            + " where last_position > ? and last_position <= ? order by last_position");
                    statement.setLong(1, position);
                    statement.setLong(2, newest());
                    collect(statement, found);
                }
            }
            return found.records;
        }));
    }

    @Override
    public List<JournalRecord> ofSession(String tenant, String session, long after, int limit) {
        check(limit);
        if (!Key.possible(tenant) || !Key.possible(session)) {
            return List.of();
        }
        return readers.read(sql -> {
            var found = new Found(after, limit, MOST_BYTES_OF_A_SESSION);
            for (var segment : durable.state().segments()) {
                if (!found.full() && reaches(segment, after)) {
                    var statement = sql.prepare(COLUMNS + segment.table() + hint(segment, "_session")
                            + " where session = ? and last_position > ? and last_position <= ? and tenant = ?"
                            + " order by last_position");
                    statement.setString(1, session);
                    statement.setLong(2, after);
                    statement.setLong(3, newest());
                    statement.setString(4, tenant);
                    collect(statement, found);
                }
            }
            return found.records;
        });
    }

    @Override
    public List<JournalRecord> ofTurn(String tenant, String turn) {
        if (!Key.possible(tenant) || !Key.possible(turn)) {
            return List.of();
        }
        return recent.ofTurn(tenant, turn, newest()).orElseGet(() -> readers.read(sql -> {
            var found = new Found(0, Integer.MAX_VALUE, Long.MAX_VALUE);
            for (var segment : durable.state().segments()) {
                var statement = sql.prepare(COLUMNS + segment.table() + hint(segment, "_turn")
                        + " where turn = ? and last_position <= ? and tenant = ? order by last_position");
                statement.setString(1, turn);
                statement.setLong(2, newest());
                statement.setString(3, tenant);
                collect(statement, found);
            }
            return found.records;
        }));
    }

    @Override
    public Registration listen(Consumer<List<JournalRecord>> listener) {
        return dispatcher.listen(listener);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    private static String hint(Segment segment, String index) {
        var kind = index.equals("_pk") ? "constraint" : "index";
        return Dialect.hint(kind + "=" + segment.table() + index);
    }

    /** Whether the segment has records after the position. */
    private boolean reaches(Segment segment, long position) {
        var segments = durable.state().segments();
        int next = segments.indexOf(segment) + 1;
        return next == segments.size() || next == 0 || segments.get(next).firstPosition() - 1 > position;
    }

    private void collect(PreparedStatement statement, Found found) throws SQLException {
        // each row holds at least one record
        statement.setMaxRows(found.limit == Integer.MAX_VALUE ? 0 : found.limit);
        statement.setFetchSize(Math.min(64, found.limit));
        try (var rows = statement.executeQuery()) {
            while (!found.full() && rows.next()) {
                var run = run(rows);
                found.add(codec.unpack(run, rows.getLong(1)), run.bytes());
            }
        }
    }

    private static Run run(ResultSet rows) throws SQLException {
        long first = rows.getLong(1);
        long last = rows.getLong(2);
        return new Run(0, (int) (last - first), rows.getString(3), rows.getString(4), rows.getString(5),
                rows.getBytes(6), rows.getBytes(7), rows.getBytes(8));
    }

    private static void check(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIMIT);
        }
    }

    /** Records after a position, up to a limit in number and, once there is one, in bytes. */
    private static final class Found {
        private final long after;
        private final int limit;
        private final long mostBytes;
        private final List<JournalRecord> records = new ArrayList<>();
        private long bytes;

        Found(long after, int limit, long mostBytes) {
            this.after = after;
            this.limit = limit;
            this.mostBytes = mostBytes;
        }

        boolean full() {
            return records.size() >= limit || bytes >= mostBytes;
        }

        void add(List<JournalRecord> run, long runBytes) {
            for (var found : run) {
                if (found.position() > after && records.size() < limit) {
                    records.add(found);
                }
            }
            bytes += runBytes;
        }
    }
}
