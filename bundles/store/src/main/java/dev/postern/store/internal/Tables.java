// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import dev.postern.api.memory.MemoryKind;
import dev.postern.api.planner.Usage;
import dev.postern.core.approval.Approval;
import dev.postern.core.blob.BlobInfo;
import dev.postern.core.budget.SessionUsage;
import dev.postern.core.identity.Principal;
import dev.postern.core.json.Json;
import dev.postern.core.memory.Memory;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Write;
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/** The projections. */
final class Tables {
    final Table<SessionRow> sessions;
    final Table<Route> routes;
    final Table<SessionProgress> progress;
    final Table<Turn> turns;
    final Table<Call> calls;
    final Table<Claim> claims;
    final Table<Approval> approvals;
    final Table<PolicyRevision> policies;
    /** Which policy is in force, a row a tenant. */
    final Table<InForce> inForce;
    final Table<OutboxItem> outbox;
    final Table<Write.StoredOutcome> outcomes;
    final Table<TokenRow> tokens;
    final Table<BlobInfo> blobs;
    final Table<SessionUsage> sessionUsage;
    /** Of all sessions of a tenant together. */
    final Table<Usage> dayUsage;
    final Table<Memory> memories;
    final Table<TriggerState> triggers;

    Tables(Json json) {
        sessions = new Table<>(json, "sessions", SessionRow.class,
                List.of(new Table.Column<>("owner", SessionRow::owner)));
        routes = new Table<>(json, "routes", Route.class, List.of());
        progress = new Table<>(json, "progress", SessionProgress.class,
                List.of(new Table.Column<>("seq", SessionProgress::seq)));
        turns = new Table<>(json, "turns", Turn.class, List.of(new Table.Column<>("session", Turn::session),
                new Table.Column<>("state", turn -> turn.state().name().toLowerCase(Locale.ROOT)),
                new Table.Column<>("is_open", turn -> flag(!turn.state().ended()))));
        calls = new Table<>(json, "calls", Call.class,
                List.of(new Table.Column<>("open_direct", call -> flag(openDirect(call)))));
        approvals = new Table<>(json, "approvals", Approval.class,
                List.of(new Table.Column<>("is_open", approval -> flag(!approval.state().ended()))));
        policies = new Table<>(json, "policies", PolicyRevision.class, List.of());
        inForce = new Table<>(json, "policies_in_force", InForce.class, List.of());
        claims = new Table<>(json, "claims", Claim.class, List.of(since(Claim::at)));
        outbox = new Table<>(json, "outbox", OutboxItem.class,
                List.of(new Table.Column<>("pending", item -> flag(item.state() == OutboxItem.State.PENDING)),
                        new Table.Column<>("surface", OutboxItem::surface), since(OutboxItem::createdAt)));
        outcomes = new Table<>(json, "outcomes", Write.StoredOutcome.class, List.of(since(Write.StoredOutcome::at)));
        tokens = new Table<>(json, "tokens", TokenRow.class, List.of());
        blobs = new Table<>(json, "blobs", BlobInfo.class, List.of());
        sessionUsage = new Table<>(json, "session_usage", SessionUsage.class, List.of());
        dayUsage = new Table<>(json, "day_usage", Usage.class, List.of());
        memories = new Table<>(json, "memories", Memory.class, List.of());
        triggers = new Table<>(json, "triggers", TriggerState.class, List.of());
    }

    static boolean openDirect(Call call) {
        return call.turn().isEmpty() && call.endedAt().isEmpty() && switch (call.state()) {
            case REQUESTED, WAITING_APPROVAL, RUNNING, IN_DOUBT -> true;
            case FINISHED, FAILED, DENIED, CANCELLED, PREVIEWED -> false;
        };
    }

    Key route(String tenant, String surface, String peer, String thread) {
        return routes.key(tenant, Key.digest(surface, peer, thread));
    }

    Key claim(String tenant, String surface, String dedupeKey) {
        return claims.key(tenant, Key.digest(surface, dedupeKey));
    }

    /** Numbers as ids, in their order. */
    Key policy(String tenant, long number) {
        return policies.key(tenant, String.format("%019d", number));
    }

    Key inForce(String tenant) {
        return inForce.key(tenant, "policy");
    }

    Key memory(String tenant, String session, MemoryKind kind) {
        return memories.key(tenant, kind.text() + "/" + session);
    }

    Key outcome(String tenant, String principal, String method, String key) {
        return outcomes.key(tenant, Key.digest(principal, method, key));
    }

    private static <T> Table.Column<T> since(java.util.function.Function<T, Instant> at) {
        return new Table.Column<>("since", row -> at.apply(row).toEpochMilli());
    }

    private static Object flag(boolean set) {
        return (short) (set ? 1 : 0);
    }

    /** What operators set for a session; turns write {@link SessionProgress} beside it, never both. */
    public record SessionRow(
            String id,
            String tenant,
            String workspace,
            String surface,
            String peer,
            String thread,
            Instant createdAt,
            Instant updatedAt,
            long revision,
            Session.ExecutionState state,
            SessionSettings settings) {

        static SessionRow of(Session session) {
            return new SessionRow(session.id(), session.tenant(), session.workspace(), session.surface(),
                    session.peer(), session.thread(), session.createdAt(), session.updatedAt(), session.revision(),
                    session.state(), session.settings());
        }

        /** Empty for none; a peer that somebody speaks as may be called anything, but a principal's id is a key. */
        String owner() {
            return with(SessionProgress.NONE).owner().filter(Key::possible).orElse("");
        }

        Session with(SessionProgress progress) {
            return new Session(id, tenant, workspace, surface, peer, thread, createdAt, updatedAt, revision, state,
                    settings, progress);
        }
    }

    /** Where a route leads. */
    public record Route(String session) {}

    /** Which policy counts. */
    public record InForce(String tenant, long number) {}

    /** Who claimed a message id. */
    public record Claim(String surface, String dedupeKey, String session, String turn, Instant at) {}

    /** A token as JSON can have it. */
    public record TokenRow(
            String id,
            String hash,
            String name,
            Principal.Kind kind,
            String principal,
            String tenant,
            List<String> scopes,
            Principal.Trust trust,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {

        static TokenRow of(Write.StoredToken token) {
            var whom = token.principal();
            return new TokenRow(token.id(), token.hash(), token.name(), whom.kind(), whom.id(), whom.tenant(),
                    whom.scopes().stream().sorted().toList(), whom.trust(), token.createdAt(), token.expiresAt(),
                    token.revokedAt());
        }

        Write.StoredToken token() {
            return new Write.StoredToken(id, hash, name,
                    new Principal(kind, principal, tenant, java.util.Set.copyOf(scopes), trust), createdAt, expiresAt,
                    revokedAt);
        }
    }
}
