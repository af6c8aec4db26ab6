// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.memory.MemoryKind;
import dev.postern.core.approval.Approval;
import dev.postern.core.memory.Memory;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.store.Erased;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.StoreException.Reason;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/**
 * Erases what the sessions' records and rows say, and keeps the facts: which calls there were, when, by whom, and the audit
 * chain with its digests. Who submits finds the rows, by reading whole tables where nothing else tells; the committing
 * thread rewrites them, unless something has happened in the session meanwhile.
 */
final class Contents {
    private final Tables tables;
    private final Durable durable;
    private final ReadPool readers;
    private final RecentRecords recent;

    Contents(Tables tables, Durable durable, ReadPool readers, RecentRecords recent) {
        this.tables = tables;
        this.durable = durable;
        this.readers = readers;
        this.recent = recent;
    }

    /** Where something of a session stands, as of a position of the journal. */
    record Found(String tenant, String session, long position, List<Key> turns, List<Key> calls, List<Key> approvals,
            List<Key> replies, List<Key> outcomes) {}

    Found find(String tenant, String session) {
        long position = durable.state().position();
        var turns = keys(tables.turns, tenant, turn -> turn.session().equals(session));
        var calls = keys(tables.calls, tenant, call -> call.session().equals(session));
        var approvals = keys(tables.approvals, tenant, approval -> approval.session().equals(session));
        var ids = Stream.of(turns, calls, approvals).flatMap(List::stream).map(Key::id).collect(Collectors.toSet());
        return new Found(tenant, session, position, turns, calls, approvals,
                keys(tables.outbox, tenant, reply -> reply.session().equals(session)),
                keys(tables.outcomes, tenant, outcome -> KeptOutcomes.tells(outcome, ids)
                        || KeptOutcomes.instructs(outcome, session)));
    }

    private <T extends Record> List<Key> keys(Table<T> table, String tenant, Predicate<T> wanted) {
        return readers.read(sql -> {
            var found = new ArrayList<Key>();
            var statement = sql.prepare("select id, body from " + table.name() + " where tenant = ?");
            statement.setString(1, tenant);
            statement.setMaxRows(0);
            statement.setFetchSize(64);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (wanted.test(table.decode(rows.getBytes(2)))) {
                        found.add(table.key(tenant, rows.getString(1)));
                    }
                }
            }
            return found;
        });
    }

    /**
     * Stages the rows without content, and rewrites the records.
     *
     * @throws StoreException {@code SESSION_BUSY} when something is open, {@code REVISION} when something has happened since
     *             it was found; nothing is changed then
     */
    void erase(Stage stage, Found found) throws StoreException, SQLException {
        var sql = stage.sql();
        check(stage, sql, found);
        for (var key : found.turns) {
            put(stage, tables.turns, key, Contents::blank);
        }
        for (var key : found.calls) {
            put(stage, tables.calls, key, Contents::blank);
        }
        for (var key : found.approvals) {
            put(stage, tables.approvals, key, Contents::blank);
        }
        for (var key : found.replies) {
            put(stage, tables.outbox, key, Contents::blank);
        }
        for (var key : found.outcomes) {
            put(stage, tables.outcomes, key, outcome -> KeptOutcomes.erased(outcome, found.session));
        }
        var progress = tables.progress.key(found.tenant, found.session);
        put(stage, tables.progress, progress, known -> new SessionProgress(known.seq(), Optional.empty(), List.of()));
        for (var kind : MemoryKind.values()) {
            memory(stage, found, kind);
        }
        for (var segment : durable.state().segments()) {
            records(sql, segment.table(), found);
        }
        // whoever asks for them now reads the table
        recent.drop();
    }

    /** Also where there is none: whoever is about to write what he read before is too late then. */
    private void memory(Stage stage, Found found, MemoryKind kind) throws SQLException {
        var key = tables.memory(found.tenant, found.session, kind);
        @Nullable
        Memory known = stage.current(tables.memories, key);
        var erased = new Memory(found.tenant, found.session, kind, known == null ? 1 : known.revision() + 1,
                known == null ? Instant.EPOCH : known.updatedAt(), Erased.OBJECT);
        stage.put(tables.memories, key, erased, tables.memories.encode(erased));
    }

    private void check(Stage stage, SqlConnection sql, Found found) throws StoreException, SQLException {
        for (var segment : durable.state().segments()) {
            if (newer(sql, segment.table(), found)) {
                throw moved();
            }
        }
        if (stage.rows().stream().map(Stage.Row::row).anyMatch(row -> isOf(row, found.session))) {
            throw moved();
        }
        for (var key : found.turns) {
            var turn = stage.current(tables.turns, key);
            if (turn != null && !turn.state().ended()) {
                throw busy("the turn " + turn.id() + " is open; cancel it, or wait for its end");
            }
        }
        for (var key : found.calls) {
            var call = stage.current(tables.calls, key);
            if (call != null && call.endedAt().isEmpty()) {
                throw busy("the call " + call.id() + " is open; cancel or resolve it, or wait for its end");
            }
        }
        for (var key : found.replies) {
            var reply = stage.current(tables.outbox, key);
            if (reply != null && reply.state() == OutboxItem.State.PENDING) {
                throw busy("the reply " + reply.id() + " is on its way to " + reply.surface()
                        + "; wait until it is delivered or given up");
            }
        }
    }

    private static boolean isOf(Record row, String session) {
        return switch (row) {
            case Turn turn -> turn.session().equals(session);
            case Call call -> call.session().equals(session);
            case Approval approval -> approval.session().equals(session);
            case OutboxItem reply -> reply.session().equals(session);
            case Memory memory -> memory.session().equals(session);
            default -> false;
        };
    }

    private static StoreException moved() {
        return new StoreException(Reason.REVISION, "something has happened in the session meanwhile", null);
    }

    private static StoreException busy(String what) {
        return new StoreException(Reason.SESSION_BUSY, what, null);
    }

    private static boolean newer(SqlConnection sql, String segment, Found found) throws SQLException {
        var select = sql
                .prepare("select 1 from " + segment + " where session = ? and tenant = ? and last_position > ?");
        select.setString(1, found.session);
        select.setString(2, found.tenant);
        select.setLong(3, found.position);
        try (var rows = select.executeQuery()) {
            return rows.next();
        }
    }

    private static void records(SqlConnection sql, String segment, Found found) throws SQLException {
        var positions = new ArrayList<Long>();
        var select = sql.prepare("select last_position from " + segment + " where session = ? and tenant = ?");
        select.setString(1, found.session);
        select.setString(2, found.tenant);
        try (var rows = select.executeQuery()) {
            while (rows.next()) {
                positions.add(rows.getLong(1));
            }
        }
        var read = sql.prepare("select payload from " + segment + " where last_position = ?");
        var update = sql.prepare("update " + segment + " set payload = ?, replay = null where last_position = ?");
        for (long position : positions) {
            read.setLong(1, position);
            byte[] payload;
            try (var rows = read.executeQuery()) {
                payload = rows.next() ? rows.getBytes(1) : new byte[0];
            }
            update.setBytes(1, blank(payload));
            update.setLong(2, position);
            update.executeUpdate();
        }
    }

    private static byte[] blank(byte[] payload) {
        var lines = new StringBuilder();
        for (var line : new String(payload, StandardCharsets.UTF_8).split("\n")) {
            try {
                lines.append(Erased.blank((JsonObject) JsonValue.parse(line))).append('\n');
            } catch (JsonFormatException | ClassCastException unreadable) {
                // what it says is unknown, and goes all the same
                lines.append(Erased.OBJECT).append('\n');
            }
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static <T extends Record> void put(Stage stage, Table<T> table, Key key,
            java.util.function.UnaryOperator<T> blank) throws SQLException {
        @Nullable
        T row = stage.current(table, key);
        if (row != null) {
            var erased = blank.apply(row);
            stage.put(table, key, erased, table.encode(erased));
        }
    }

    private static Turn blank(Turn turn) {
        return new Turn(turn.id(), turn.tenant(), turn.session(), turn.state(), turn.acceptedAt(), turn.endedAt(),
                Erased.blank(turn.reply()), turn.error().map(why -> new Turn.Failure(why.code(), Erased.TEXT)),
                turn.steps(), turn.commits(), turn.into(), turn.usage());
    }

    private static Call blank(Call call) {
        return new Call(call.id(), call.tenant(), call.session(), call.turn(), call.principal(), call.tool(),
                call.version(), call.bundle(), call.state(), call.attempt(), Erased.OBJECT,
                call.output().map(_ -> Erased.OBJECT),
                call.error().map(why -> new Call.Failure(why.code(), why.toolCode(), Erased.TEXT, false)),
                call.approval(), call.requestedAt(), call.endedAt());
    }

    private static Approval blank(Approval approval) {
        return new Approval(approval.id(), approval.tenant(), approval.session(), approval.turn(), approval.step(),
                approval.call(), approval.principal(), approval.mode(), approval.tool(), approval.version(),
                approval.bundle(), approval.schemas(), approval.risk(), approval.origin(), Erased.OBJECT,
                approval.arguments(),
                Erased.OBJECT, approval.rules(), approval.reason(), approval.revision(), approval.digest(),
                approval.requestedAt(), approval.expiresAt(), approval.state(),
                approval.decision().map(word -> new Approval.Decision(word.by(), word.at(), Erased.TEXT)),
                Optional.empty());
    }

    private static OutboxItem blank(OutboxItem reply) {
        return new OutboxItem(reply.id(), reply.tenant(), reply.session(), reply.turn(), reply.surface(), reply.peer(),
                reply.thread(), Erased.TEXT, Erased.OBJECT, reply.state(), reply.attempts(), reply.dueAt(),
                Erased.blank(reply.lastError()), reply.createdAt());
    }
}
