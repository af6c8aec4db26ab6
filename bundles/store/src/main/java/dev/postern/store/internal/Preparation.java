// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.postern.api.planner.Usage;
import dev.postern.core.approval.Approval;
import dev.postern.core.budget.SessionUsage;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.memory.Memory;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.StoreException.Reason;
import dev.postern.core.store.Write;
import dev.postern.core.trigger.TriggerState;
import dev.postern.store.internal.PreparedBatch.Change;
import org.jspecify.annotations.Nullable;

/** Turns batches into what the committing thread needs: bytes, and changes that know their conflicts. */
final class Preparation {
    private final Tables tables;
    private final RunCodec codec;
    private final KeyedDigest digest;
    private final Contents contents;

    Preparation(Tables tables, RunCodec codec, KeyedDigest digest, Contents contents) {
        this.tables = tables;
        this.codec = codec;
        this.digest = digest;
        this.contents = contents;
    }

    /** @throws IllegalArgumentException for an id that no row can have */
    PreparedBatch prepare(Batch batch) {
        var entries = new ArrayList<Entry>();
        var lastOfSession = new HashMap<Key, Integer>();
        for (var write : batch.writes()) {
            if (write instanceof Write.Append(var entry)) {
                check(entry);
                if (entry.session() != null) {
                    lastOfSession.put(tables.progress.key(entry.tenant(), entry.session()), entries.size());
                }
                entries.add(inMilliseconds(entry));
            }
        }
        var changes = new Changes(lastOfSession);
        batch.writes().forEach(changes::add);
        var runs = codec.pack(entries);
        long bytes = changes.bytes + runs.stream().mapToLong(Run::bytes).sum();
        return new PreparedBatch(List.copyOf(entries), runs, AuditDraft.of(entries, digest), List.copyOf(changes.list),
                bytes,
                new CompletableFuture<>());
    }

    /** What is read again later has milliseconds: what is handed out now has no more. */
    private static Entry inMilliseconds(Entry entry) {
        Instant at = entry.at().truncatedTo(ChronoUnit.MILLIS);
        return at.equals(entry.at())
                ? entry
                : new Entry(entry.type(), entry.tenant(), entry.session(), entry.turn(), entry.call(), at,
                        entry.meta(), entry.payload(), entry.replay());
    }

    private static void check(Entry entry) {
        checkId("tenant", entry.tenant());
        checkId("session", entry.session());
        checkId("turn", entry.turn());
        checkId("call", entry.call());
    }

    private static void checkId(String what, @Nullable String id) {
        if (id != null && !Key.possible(id)) {
            throw new IllegalArgumentException("a " + what + "'s id has 1 to 128 printable characters");
        }
    }

    private static Key checked(Key key) {
        checkId("tenant", key.tenant());
        checkId("row", key.id());
        return key;
    }

    /** The changes of one batch. */
    private final class Changes {
        private final Map<Key, Integer> lastOfSession;
        private final List<Change> list = new ArrayList<>();
        private long bytes;

        Changes(Map<Key, Integer> lastOfSession) {
            this.lastOfSession = lastOfSession;
        }

        void add(Write write) {
            switch (write) {
                case Write.Append ignored -> {
                    // packed with the others
                }
                case Write.PutSession(var session, var expected) -> session(session, expected);
                case Write.EraseSession(var tenant, var session) -> erase(tenant, session);
                case Write.PutProgress(var tenant, var session, var progress) ->
                    progress(checked(tables.progress.key(tenant, session)), progress);
                case Write.PutMajor(var tenant, var session, var tool, var major) ->
                    major(checked(tables.progress.key(tenant, session)), tool, major);
                case Write.PutTurn(var turn) -> {
                    checkId("session", turn.session());
                    put(tables.turns, tables.turns.key(turn.tenant(), turn.id()), turn);
                }
                case Write.PutCall(var call) -> put(tables.calls, tables.calls.key(call.tenant(), call.id()), call);
                case Write.ClaimMessage claim -> claim(claim);
                case Write.PutApproval(var approval, var expected) -> approval(approval, expected.orElse(null));
                case Write.PutPolicy(var policy) -> policy(policy);
                case Write.PutOutbox(var item) -> put(tables.outbox, tables.outbox.key(item.tenant(), item.id()), item);
                case Write.PutOutcome(var outcome) ->
                    create(tables.outcomes,
                            tables.outcome(outcome.tenant(), outcome.principal(), outcome.method(), outcome.key()),
                            outcome, Reason.OUTCOME_EXISTS, "the idempotency key has an outcome");
                case Write.PutToken(var token) ->
                    put(tables.tokens, tables.tokens.key(token.principal().tenant(), token.id()),
                            Tables.TokenRow.of(token));
                case Write.Use use -> use(use);
                case Write.PutMemory(var memory, var expected) -> memory(memory, expected);
                case Write.PutTrigger(var trigger, var expected) -> trigger(trigger, expected);
                case Write.PutBlob(var blob) -> put(tables.blobs, tables.blobs.key(blob.tenant(), blob.id()), blob);
            }
        }

        private <T extends Record> void put(Table<T> table, Key key, T row) {
            checked(key);
            var body = encode(table, row);
            list.add((stage, base) -> stage.put(table, key, row, body));
        }

        private <T extends Record> void create(Table<T> table, Key key, T row, Reason conflict, String message) {
            checked(key);
            var body = encode(table, row);
            list.add((stage, base) -> {
                if (stage.current(table, key) != null) {
                    throw new StoreException(conflict, message, null);
                }
                stage.put(table, key, row, body);
            });
        }

        private <T extends Record> byte[] encode(Table<T> table, T row) {
            var body = table.encode(row);
            bytes += body.length;
            return body;
        }

        private void claim(Write.ClaimMessage claim) {
            checkId("turn", claim.turn());
            create(tables.claims, tables.claim(claim.tenant(), claim.surface(), claim.dedupeKey()),
                    new Tables.Claim(claim.surface(), claim.dedupeKey(), claim.session(), claim.turn(), claim.at()),
                    Reason.DUPLICATE_MESSAGE, "the surface's message id is claimed");
        }

        private void approval(Approval approval, Approval.@Nullable State expected) {
            var key = checked(tables.approvals.key(approval.tenant(), approval.id()));
            var body = encode(tables.approvals, approval);
            list.add((stage, base) -> {
                var current = stage.current(tables.approvals, key);
                var state = current == null ? null : current.state();
                if (state != expected) {
                    throw new StoreException(Reason.APPROVAL_MOVED, "the approval "
                            + (state == null ? "is not there" : "is " + state.name().toLowerCase(Locale.ROOT)), null);
                }
                stage.put(tables.approvals, key, approval, body);
            });
        }

        private void policy(PolicyRevision policy) {
            var key = checked(tables.policy(policy.tenant(), policy.number()));
            var inForce = tables.inForce(policy.tenant());
            var body = encode(tables.policies, policy);
            var row = new Tables.InForce(policy.tenant(), policy.number());
            var number = encode(tables.inForce, row);
            list.add((stage, base) -> {
                var current = stage.current(tables.inForce, inForce);
                long before = current == null ? 0 : current.number();
                if (policy.number() != before + 1) {
                    throw new StoreException(Reason.REVISION, "the policy is at " + before + ", so " + policy.number()
                            + " cannot follow", null);
                }
                stage.put(tables.policies, key, policy, body);
                stage.put(tables.inForce, inForce, row, number);
            });
        }

        /** By the committing thread alone, one after another: however many ask at once, a limit is never passed. */
        private void use(Write.Use use) {
            var ofSession = checked(tables.sessionUsage.key(use.tenant(), use.session()));
            var ofDay = checked(tables.dayUsage.key(use.tenant(), use.day().toString()));
            list.add((stage, base) -> {
                var known = stage.current(tables.sessionUsage, ofSession);
                var session = known == null ? SessionUsage.NONE : known;
                var today = stage.current(tables.dayUsage, ofDay);
                var tenant = today == null ? Usage.NONE : today;
                for (var limit : use.limits()) {
                    var used = switch (limit.span()) {
                        case SESSION -> session.total();
                        case SESSION_DAY -> session.on(use.day());
                        case TENANT_DAY -> tenant;
                        case TURN -> throw new IllegalArgumentException("what a turn uses is not counted here");
                    };
                    var refusal = limit.refusal(used, use.used(), use.day());
                    if (refusal.isPresent()) {
                        throw new StoreException(Reason.LIMIT_REACHED, refusal.get(), null);
                    }
                }
                put(stage, tables.sessionUsage, ofSession, session.with(use.day(), use.used()));
                put(stage, tables.dayUsage, ofDay, tenant.plus(use.used()));
            });
        }

        private static <T extends Record> void put(Stage stage, Table<T> table, Key key, T row) throws SQLException {
            stage.put(table, key, row, table.encode(row));
        }

        private void memory(Memory memory, long expected) {
            checkId("session", memory.session());
            var key = checked(tables.memory(memory.tenant(), memory.session(), memory.kind()));
            var body = encode(tables.memories, memory);
            list.add((stage, base) -> {
                var current = stage.current(tables.memories, key);
                long revision = current == null ? 0 : current.revision();
                if (revision != expected) {
                    throw new StoreException(Reason.REVISION, "the session's " + memory.kind().text()
                            + " is at revision " + revision + ", not at " + expected, null);
                }
                stage.put(tables.memories, key, memory, body);
            });
        }

        private void trigger(TriggerState trigger, long expected) {
            var key = checked(tables.triggers.key(trigger.tenant(), trigger.id()));
            var body = encode(tables.triggers, trigger);
            list.add((stage, base) -> {
                var current = stage.current(tables.triggers, key);
                long revision = current == null ? 0 : current.revision();
                if (revision != expected) {
                    throw new StoreException(Reason.REVISION, "the trigger " + trigger.id() + " is at revision "
                            + revision + ", not at " + expected, null);
                }
                stage.put(tables.triggers, key, trigger, body);
            });
        }

        /** By whoever submits: to find it takes long. */
        private void erase(String tenant, String session) {
            checkId("tenant", tenant);
            checkId("session", session);
            var found = contents.find(tenant, session);
            list.add((stage, base) -> contents.erase(stage, found));
        }

        private void session(Session session, long expected) {
            var key = tables.sessions.key(session.tenant(), session.id());
            var row = Tables.SessionRow.of(session);
            if (expected == 0) {
                create(tables.sessions, key, row, Reason.SESSION_EXISTS, "there is a session of that id");
                create(tables.routes,
                        tables.route(session.tenant(), session.surface(), session.peer(), session.thread()),
                        new Tables.Route(session.id()), Reason.SESSION_EXISTS, "there is a session of that route");
                progress(tables.progress.key(session.tenant(), session.id()), session.progress());
                return;
            }
            var body = encode(tables.sessions, row);
            list.add((stage, base) -> {
                var current = stage.current(tables.sessions, checked(key));
                if (current == null || current.revision() != expected) {
                    throw new StoreException(Reason.REVISION, "the session is "
                            + (current == null ? "not there" : "at revision " + current.revision()) + ", not at "
                            + expected, null);
                }
                stage.put(tables.sessions, key, row, body);
            });
            progress(tables.progress.key(session.tenant(), session.id()), null);
        }

        /** Most calls use what the session used before: then nothing is written. */
        private void major(Key key, String tool, int major) {
            list.add((stage, base) -> {
                var current = stage.current(tables.progress, key);
                if (current != null && current.major(tool).filter(known -> known == major).isEmpty()) {
                    put(stage, tables.progress, key, current.using(tool, major));
                }
            });
        }

        /** Writes a session's progress, or only its position when there is none. */
        private void progress(Key key, @Nullable SessionProgress progress) {
            var last = lastOfSession.get(key);
            if (progress == null && last == null) {
                return;
            }
            list.add((stage, base) -> {
                var current = stage.current(tables.progress, key);
                var known = current == null ? SessionProgress.NONE : current;
                long seq = last == null ? known.seq() : base + 1 + last;
                var shown = progress == null ? known : progress;
                var row = new SessionProgress(seq, shown.memo(), shown.recentCalls(), known.majors());
                stage.put(tables.progress, key, row, tables.progress.encode(row));
            });
        }
    }
}
