// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonValue;

/**
 * What turns keep with a session.
 *
 * @param seq the position of the last record that this row reflects; the store sets it
 * @param memo what the planner's last question left
 * @param recentCalls the newest calls' ids, the newest last, at most 20
 */
public record SessionProgress(long seq, Optional<Memo> memo, List<String> recentCalls) {

    /** What a new session has. */
    public static final SessionProgress NONE = new SessionProgress(0, Optional.empty(), List.of());

    /** Copies the list. */
    public SessionProgress {
        recentCalls = List.copyOf(recentCalls);
    }

    /**
     * A planner's memo.
     *
     * @param turn the turn that asked
     * @param planner the planner that asked
     * @param value its own
     * @param expiresAt when it is dropped
     */
    public record Memo(String turn, String planner, JsonValue value, Instant expiresAt) {}
}
