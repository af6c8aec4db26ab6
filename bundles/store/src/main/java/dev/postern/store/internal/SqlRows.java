// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.postern.api.memory.MemoryKind;
import dev.postern.api.planner.Usage;
import dev.postern.core.approval.Approval;
import dev.postern.core.blob.BlobInfo;
import dev.postern.core.budget.SessionUsage;
import dev.postern.core.memory.Memory;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Write;
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/** The projections, read. */
final class SqlRows implements Rows {
    private static final int NO_LIMIT = 0;

    private final Tables tables;
    private final CommittedRows rows;

    SqlRows(Tables tables, CommittedRows rows) {
        this.tables = tables;
        this.rows = rows;
    }

    @Override
    public Optional<Session> session(String tenant, String id) {
        var settings = rows.get(tables.sessions, tables.sessions.key(tenant, id));
        if (settings == null) {
            return Optional.empty();
        }
        return Optional.of(whole(tenant, settings));
    }

    @Override
    public Optional<Session> session(String tenant, String surface, String peer, String thread) {
        var route = rows.get(tables.routes, tables.route(tenant, surface, peer, thread));
        return route == null ? Optional.empty() : session(tenant, route.session());
    }

    @Override
    public List<Session> sessions(String tenant, @Nullable String afterId, int limit) {
        check(limit, 501);
        if (!Key.possible(tenant) || !canFollow(afterId)) {
            return List.of();
        }
        var page = rows.page(tables.sessions, " where tenant = ? and id > ? order by tenant, id", limit, statement -> {
            statement.setString(1, tenant);
            statement.setString(2, afterId == null ? "" : afterId);
        });
        return page.stream().map(row -> whole(tenant, row)).toList();
    }

    @Override
    public List<Session> sessionsOf(String tenant, String owner, @Nullable String afterId, int limit) {
        check(limit, 501);
        if (!Key.possible(tenant) || !Key.possible(owner) || !canFollow(afterId)) {
            return List.of();
        }
        var page = rows.page(tables.sessions,
                " where tenant = ? and owner = ? and id > ? order by tenant, owner, id", limit, statement -> {
                    statement.setString(1, tenant);
                    statement.setString(2, owner);
                    statement.setString(3, afterId == null ? "" : afterId);
                });
        return page.stream().map(row -> whole(tenant, row)).toList();
    }

    private Session whole(String tenant, Tables.SessionRow row) {
        var progress = rows.get(tables.progress, tables.progress.key(tenant, row.id()));
        return row.with(progress == null ? SessionProgress.NONE : progress);
    }

    @Override
    public Optional<Turn> turn(String tenant, String id) {
        return Optional.ofNullable(rows.get(tables.turns, tables.turns.key(tenant, id)));
    }

    /** Whether a page can begin there; a client may send anything for what the page before said. */
    private static boolean canFollow(@Nullable String afterId) {
        return afterId == null || afterId.isEmpty() || Key.possible(afterId);
    }

    @Override
    public List<Turn> turns(String tenant, String session, @Nullable String afterId, int limit) {
        check(limit, 501);
        if (!Key.possible(tenant) || !Key.possible(session) || !canFollow(afterId)) {
            return List.of();
        }
        return rows.page(tables.turns, " where session = ? and id > ? and tenant = ? order by session, id", limit,
                statement -> {
                    statement.setString(1, session);
                    statement.setString(2, afterId == null ? "" : afterId);
                    statement.setString(3, tenant);
                });
    }

    @Override
    public List<Turn> newestFinished(String tenant, String session, int limit) {
        check(limit, 501);
        if (!Key.possible(tenant) || !Key.possible(session)) {
            return List.of();
        }
        return rows.list(tables.turns,
                Dialect.hint("index=turns_newest")
                        + " where session = ? and tenant = ? and state = 'finished' order by session, id desc",
                limit,
                statement -> {
                    statement.setString(1, session);
                    statement.setString(2, tenant);
                }).stream().filter(turn -> turn.state() == Turn.State.FINISHED).sorted(Comparator.comparing(Turn::id))
                .toList();
    }

    @Override
    public List<Turn> openTurns() {
        return rows.list(tables.turns, " where is_open = 1 order by is_open, id", NO_LIMIT, statement -> {}).stream()
                .filter(turn -> !turn.state().ended()).toList();
    }

    @Override
    public SessionUsage usage(String tenant, String session) {
        var known = rows.get(tables.sessionUsage, tables.sessionUsage.key(tenant, session));
        return known == null ? SessionUsage.NONE : known;
    }

    @Override
    public Usage usage(String tenant, LocalDate day) {
        var known = rows.get(tables.dayUsage, tables.dayUsage.key(tenant, day.toString()));
        return known == null ? Usage.NONE : known;
    }

    @Override
    public Optional<Call> call(String tenant, String id) {
        return Optional.ofNullable(rows.get(tables.calls, tables.calls.key(tenant, id)));
    }

    @Override
    public List<Call> openDirectCalls() {
        return rows.list(tables.calls, " where open_direct = 1 order by open_direct, id", NO_LIMIT, statement -> {})
                .stream().filter(Tables::openDirect).toList();
    }

    @Override
    public Optional<Approval> approval(String tenant, String id) {
        return Optional.ofNullable(rows.get(tables.approvals, tables.approvals.key(tenant, id)));
    }

    @Override
    public List<Approval> openApprovals(String tenant, @Nullable String afterId, int limit) {
        check(limit, 501);
        if (!Key.possible(tenant) || !canFollow(afterId)) {
            return List.of();
        }
        return rows.list(tables.approvals,
                " where is_open = 1 and tenant = ? and id > ? order by is_open, tenant, id", limit, statement -> {
                    statement.setString(1, tenant);
                    statement.setString(2, afterId == null ? "" : afterId);
                }).stream().filter(approval -> !approval.state().ended()).toList();
    }

    @Override
    public List<Approval> openApprovals() {
        return rows.list(tables.approvals, " where is_open = 1 order by is_open, tenant, id", NO_LIMIT,
                statement -> {}).stream().filter(approval -> !approval.state().ended()).toList();
    }

    @Override
    public Optional<PolicyRevision> policy(String tenant) {
        var number = rows.get(tables.inForce, tables.inForce(tenant));
        return number == null ? Optional.empty() : policy(tenant, number.number());
    }

    @Override
    public Optional<PolicyRevision> policy(String tenant, long number) {
        return Optional.ofNullable(rows.get(tables.policies, tables.policy(tenant, number)));
    }

    @Override
    public List<PolicyRevision> policies() {
        return rows.list(tables.inForce, " order by tenant, id", NO_LIMIT, statement -> {}).stream()
                .flatMap(row -> policy(row.tenant(), row.number()).stream()).toList();
    }

    @Override
    public Optional<Turn> claimed(String tenant, String surface, String dedupeKey) {
        var claim = rows.get(tables.claims, tables.claim(tenant, surface, dedupeKey));
        return claim == null ? Optional.empty() : turn(tenant, claim.turn());
    }

    @Override
    public List<OutboxItem> undelivered(String surface, int limit) {
        check(limit, 1_000);
        if (!Key.possible(surface)) {
            return List.of();
        }
        return rows
                .list(tables.outbox, " where pending = 1 and surface = ? order by pending, surface, since, id", limit,
                        statement -> statement.setString(1, surface))
                .stream()
                .filter(item -> item.state() == OutboxItem.State.PENDING).toList();
    }

    @Override
    public List<String> undeliveredSurfaces() {
        var found = new ArrayList<String>();
        // from one surface to the next in the index, however many replies each has
        for (var next = surfaceAfter(""); next.isPresent(); next = surfaceAfter(found.getLast())) {
            found.add(next.get());
        }
        return found;
    }

    /** Also one whose first reply is not committed yet. */
    private Optional<String> surfaceAfter(String surface) {
        return rows.text("select min(surface) from outbox where pending = 1 and surface > ?",
                statement -> statement.setString(1, surface));
    }

    @Override
    public Optional<OutboxItem> reply(String tenant, String id) {
        return Optional.ofNullable(rows.get(tables.outbox, tables.outbox.key(tenant, id)));
    }

    @Override
    public Optional<Write.StoredOutcome> outcome(String tenant, String principal, String method, String key) {
        return Optional.ofNullable(rows.get(tables.outcomes, tables.outcome(tenant, principal, method, key)));
    }

    @Override
    public List<Write.StoredToken> tokens() {
        return rows.list(tables.tokens, " order by tenant, id", NO_LIMIT, statement -> {}).stream()
                .map(Tables.TokenRow::token).toList();
    }

    @Override
    public Optional<Memory> memory(String tenant, String session, MemoryKind kind) {
        return Optional.ofNullable(rows.get(tables.memories, tables.memory(tenant, session, kind)));
    }

    @Override
    public Optional<TriggerState> trigger(String tenant, String id) {
        return Optional.ofNullable(rows.get(tables.triggers, tables.triggers.key(tenant, id)));
    }

    @Override
    public Optional<BlobInfo> blob(String tenant, String id) {
        return Optional.ofNullable(rows.get(tables.blobs, tables.blobs.key(tenant, id)));
    }

    private static void check(int limit, int max) {
        if (limit < 1 || limit > max) {
            throw new IllegalArgumentException("limit must be from 1 to " + max);
        }
    }
}
