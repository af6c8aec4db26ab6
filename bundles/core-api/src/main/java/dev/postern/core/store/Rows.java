// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.time.LocalDate;
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
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads the projections: rows as of the newest commit. Every look-up names the tenant; another tenant's row is as
 * absent as one that never was. Lists are ordered by id and begin after the given one; pages of sessions and of a
 * session's turns are bounded in bytes too: of large rows they hold fewer than the limit, one at least, and none are left
 * when a page is empty. What cannot be read now is an {@link UnreadableException}.
 */
@ProviderType
public interface Rows {

    /** A session. */
    Optional<Session> session(String tenant, String id);

    /** The session that a route leads to. */
    Optional<Session> session(String tenant, String surface, String peer, String thread);

    /** A tenant's sessions, at most {@code limit} (1 to 501). */
    List<Session> sessions(String tenant, @Nullable String afterId, int limit);

    /** The sessions that have that owner, at most {@code limit} (1 to 501). */
    List<Session> sessionsOf(String tenant, String owner, @Nullable String afterId, int limit);

    /** A turn. */
    Optional<Turn> turn(String tenant, String id);

    /** A session's turns, at most {@code limit} (1 to 501). */
    List<Turn> turns(String tenant, String session, @Nullable String afterId, int limit);

    /** A session's newest finished turns, the newest last, at most {@code limit} (1 to 501). */
    List<Turn> newestFinished(String tenant, String session, int limit);

    /** Every turn that has not ended, of all tenants, in the order of acceptance: what to go on with after a start. */
    List<Turn> openTurns();

    /** What a session has used so far, also what is held for what is under way. */
    SessionUsage usage(String tenant, String session);

    /** The same of all of a tenant's sessions, on one day of UTC. */
    Usage usage(String tenant, LocalDate day);

    /** A call. */
    Optional<Call> call(String tenant, String id);

    /** Every call that was begun outside a turn and has not ended, of all tenants. */
    List<Call> openDirectCalls();

    /** An approval. */
    Optional<Approval> approval(String tenant, String id);

    /** A tenant's approvals that are pending, given or held, at most {@code limit} (1 to 501). */
    List<Approval> openApprovals(String tenant, @Nullable String afterId, int limit);

    /** Those of all tenants: what is looked after from a start on. */
    List<Approval> openApprovals();

    /** What is in force for a tenant; empty while nobody has set anything. */
    Optional<PolicyRevision> policy(String tenant);

    /** What was in force, by its number. */
    Optional<PolicyRevision> policy(String tenant, long number);

    /** The policies in force now, of all tenants that have one. */
    List<PolicyRevision> policies();

    /** The turn that claimed a surface's message id. */
    Optional<Turn> claimed(String tenant, String surface, String dedupeKey);

    /**
     * A surface's replies that are not delivered or given up, of all tenants, oldest first, at most {@code limit} (1 to
     * 1,000). Those that are delivered while this reads count towards the limit and are left out.
     */
    List<OutboxItem> undelivered(String surface, int limit);

    /** The surfaces that have such replies. One whose last reply is delivered meanwhile may still be named. */
    List<String> undeliveredSurfaces();

    /** A reply to a surface. */
    Optional<OutboxItem> reply(String tenant, String id);

    /** The outcome stored for an idempotency key. */
    Optional<Write.StoredOutcome> outcome(String tenant, String principal, String method, String key);

    /** All tokens of all tenants, revoked ones too. */
    List<Write.StoredToken> tokens();

    /** What a session remembers. */
    Optional<Memory> memory(String tenant, String session, MemoryKind kind);

    /** Where a trigger stands. */
    Optional<TriggerState> trigger(String tenant, String id);

    /** A blob's row. */
    Optional<BlobInfo> blob(String tenant, String id);
}
