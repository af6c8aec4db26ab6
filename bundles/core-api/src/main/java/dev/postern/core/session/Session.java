package dev.postern.core.session;

import java.time.Instant;

/**
 * Our state for a surface's conversation.
 *
 * @param id {@code s_…}
 * @param tenant whose it is
 * @param workspace sessions of one workspace share memory and policy
 * @param surface the surface it belongs to; {@code gateway} for clients of the wire
 * @param peer the peer it belongs to
 * @param thread the conversation
 * @param createdAt when it began
 * @param updatedAt when its settings changed last
 * @param revision counts changes of its settings, from 1
 * @param state whether it runs turns
 * @param settings what operators set
 * @param progress what turns keep
 */
public record Session(
        String id,
        String tenant,
        String workspace,
        String surface,
        String peer,
        String thread,
        Instant createdAt,
        Instant updatedAt,
        long revision,
        ExecutionState state,
        SessionSettings settings,
        SessionProgress progress) {

    /** Whether a session runs turns. */
    public enum ExecutionState {
        /** Runs its turns. */
        ACTIVE,
        /** Accepts messages and runs them once resumed. */
        PAUSED,
        /** Refuses messages until an operator resumes it. */
        QUARANTINED
    }
}
