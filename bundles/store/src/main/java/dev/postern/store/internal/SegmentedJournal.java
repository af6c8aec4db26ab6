// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.store.internal.DurableState.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Reads the segments, each by its own index, up to the newest durable position: below it nothing changes, so no lock is
 * needed.
 */
final class SegmentedJournal implements Journal {
    private static final int MAX_LIMIT = 1_000;
    /** Many follow the journal at once, each with a page in hand. */
    private static final long MOST_BYTES_OF_ALL = 256L << 10;
    private static final long MOST_BYTES_OF_A_SESSION = 1L << 20;
    private static final String FACTS_AND_CONTENT = "select first_position, last_position, tenant, session, turn, meta,"
            + " payload";
    private static final String COLUMNS = FACTS_AND_CONTENT + ", replay from ";
    /** Turns that are asked for with one query, so that there is one statement for any number. */
    private static final int TURNS_AT_ONCE = 20;

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
    public List<JournalRecord> ofTurns(String tenant, List<String> turns, Set<RecordType> types) {
        if (!Key.possible(tenant)) {
            return List.of();
        }
        var wanted = turns.stream().filter(Key::possible).collect(Collectors.toCollection(LinkedHashSet::new));
        var recently = recent.ofTurns(tenant, wanted, newest());
        wanted.removeAll(recently.keySet());
        var found = recently.values().stream().flatMap(List::stream)
                .filter(record -> types.contains(record.entry().type()))
                .collect(Collectors.toCollection(ArrayList::new));
        if (!wanted.isEmpty()) {
            found.addAll(readers.read(sql -> stored(sql, tenant, List.copyOf(wanted), types)));
        }
        found.sort(Comparator.comparingLong(JournalRecord::position));
        return found;
    }

    private List<JournalRecord> stored(SqlConnection sql, String tenant, List<String> turns, Set<RecordType> types)
            throws SQLException {
        var found = new ArrayList<JournalRecord>();
        for (var segment : durable.state().segments()) {
            var statement = sql.prepare(FACTS_AND_CONTENT + " from " + segment.table() + hint(segment, "_turn")
                    + " where turn in (" + "?, ".repeat(TURNS_AT_ONCE - 1)
                    + "?) and last_position <= ? and tenant = ?");
            for (int from = 0; from < turns.size(); from += TURNS_AT_ONCE) {
                for (int i = 0; i < TURNS_AT_ONCE; i++) {
                    statement.setString(i + 1, turns.get(Math.min(from + i, turns.size() - 1)));
                }
                statement.setLong(TURNS_AT_ONCE + 1, newest());
                statement.setString(TURNS_AT_ONCE + 2, tenant);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.addAll(codec.unpack(run(rows, null), rows.getLong(1), types));
                    }
                }
            }
        }
        return found;
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
                var run = run(rows, rows.getBytes(8));
                found.add(codec.unpack(run, rows.getLong(1)), run.bytes());
            }
        }
    }

    private static Run run(ResultSet rows, byte @Nullable [] replay) throws SQLException {
        long first = rows.getLong(1);
        long last = rows.getLong(2);
        return new Run(0, (int) (last - first), rows.getString(3), rows.getString(4), rows.getString(5),
                rows.getBytes(6), rows.getBytes(7), replay);
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
