// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Usage;
import dev.postern.core.approval.Approval;
import dev.postern.core.blob.BlobInfo;
import dev.postern.core.budget.Limit;
import dev.postern.core.identity.Principal;
import dev.postern.core.memory.Memory;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/** One of the changes that a {@link Batch} makes together. */
public sealed interface Write {

    /** Appends a record to the journal. */
    record Append(Entry entry) implements Write {}

    /**
     * Creates a session or changes its settings. Conflict {@code SESSION_EXISTS} or {@code REVISION}.
     *
     * @param session the row as it shall be; its revision is the expected one plus 1
     * @param expectedRevision what must be there now; 0 to create
     */
    record PutSession(Session session, long expectedRevision) implements Write {}

    /**
     * Erases what a session's records and rows say, as {@link Erased} has it, also what its turns keep with it and what it
     * remembers; of the batch's own records nothing. Conflict {@code SESSION_BUSY} while a turn, a call or a reply is open, {@code REVISION}
     * when something has happened in the session while it was looked through: try again.
     */
    record EraseSession(String tenant, String session) implements Write {}

    /**
     * Replaces what turns keep with a session, and leaves what {@link PutMajor} noted. Only the session's one running turn
     * writes it.
     */
    record PutProgress(String tenant, String session, SessionProgress progress) implements Write {}

    /**
     * Notes the major version of a tool that a session used last, beside what its turns keep with it. Nothing is written when
     * that is known.
     */
    record PutMajor(String tenant, String session, String tool, int major) implements Write {}

    /** Creates or replaces a turn. */
    record PutTurn(Turn turn) implements Write {}

    /** Creates or replaces a call. */
    record PutCall(Call call) implements Write {}

    /** Claims a surface's message id for a turn. Conflict {@code DUPLICATE_MESSAGE}. */
    record ClaimMessage(String tenant, String surface, String dedupeKey, String session, String turn, Instant at)
            implements
                Write {}

    /** Creates or replaces a reply on its way. */
    record PutOutbox(OutboxItem item) implements Write {}

    /** Stores the outcome for an idempotency key. Conflict {@code OUTCOME_EXISTS}. */
    record PutOutcome(StoredOutcome outcome) implements Write {}

    /** Creates or replaces a token. */
    record PutToken(StoredToken token) implements Write {}

    /**
     * Creates an approval or moves it on. Conflict {@code APPROVAL_MOVED}: whoever came first counts.
     *
     * @param approval as it shall be
     * @param expected where it must stand now; empty to create
     */
    record PutApproval(Approval approval, Optional<Approval.State> expected) implements Write {}

    /** Puts the next policy of a tenant in force. Conflict {@code REVISION} unless its number is the present one plus 1. */
    record PutPolicy(PolicyRevision policy) implements Write {}

    /**
     * Counts what a session uses, for it and for its tenant. Conflict {@code LIMIT_REACHED} when a limit has no room for it.
     *
     * @param day the day of UTC that it counts for
     * @param used comes on top; negative to settle what was held before
     * @param limits what must have room, none of them a turn's
     */
    record Use(String tenant, String session, LocalDate day, Usage used, List<Limit> limits) implements Write {
        /** Copies the limits. */
        public Use {
            limits = List.copyOf(limits);
        }
    }

    /**
     * Replaces a memory of a session. Conflict {@code REVISION}. One that is put as it is makes sure that nobody has changed
     * or erased it.
     *
     * @param memory as it shall be
     * @param expectedRevision what must be there now; 0 for none
     */
    record PutMemory(Memory memory, long expectedRevision) implements Write {}

    /**
     * Replaces where a trigger stands. Conflict {@code REVISION}: whoever settled a due time first counts.
     *
     * @param trigger as it shall be; its revision is the expected one plus 1
     * @param expectedRevision what must be there now; 0 for none
     */
    record PutTrigger(TriggerState trigger, long expectedRevision) implements Write {}

    /** Notes a blob whose bytes are on disk. */
    record PutBlob(BlobInfo blob) implements Write {}

    /**
     * The outcome of a request with an idempotency key.
     *
     * @param tenant whose
     * @param principal who asked
     * @param method what for
     * @param key the key
     * @param digest keyed, over the canonical params, hex; {@link Erased#TEXT} when they were erased
     * @param outcome the response without its id: {@code {ok, result}} or {@code {ok, error}}
     * @param at when
     */
    record StoredOutcome(
            String tenant,
            String principal,
            String method,
            String key,
            String digest,
            JsonObject outcome,
            Instant at) {}

    /**
     * A token as it is kept: never itself.
     *
     * @param id its public id
     * @param hash SHA-256 of the token, hex
     * @param name for people
     * @param principal whom it stands for
     * @param createdAt when it was made
     * @param expiresAt when it ends by itself, null for never
     * @param revokedAt when it was revoked, null when it was not
     */
    record StoredToken(
            String id,
            String hash,
            String name,
            Principal principal,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}
}
