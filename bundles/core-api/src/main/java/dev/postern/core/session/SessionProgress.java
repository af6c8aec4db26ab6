// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.session;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonValue;

/**
 * What turns keep with a session.
 *
 * @param seq the position of the last record that this row reflects; the store sets it
 * @param memo what the planner's last question left
 * @param recentCalls the newest calls' ids, the newest last, at most 20
 * @param majors the major version of each tool that the session used last, by the tool's name, the newest last, at most
 *     {@value #MOST_MAJORS}; calls write it as they begin, and {@code PutProgress} leaves it as it is
 */
public record SessionProgress(long seq, Optional<Memo> memo, List<String> recentCalls,
        Optional<Map<String, Integer>> majors) {
    /** Tools whose major version is remembered. */
    public static final int MOST_MAJORS = 200;

    /** What a new session has. */
    public static final SessionProgress NONE = new SessionProgress(0, Optional.empty(), List.of());

    /** Copies the collections. */
    public SessionProgress {
        recentCalls = List.copyOf(recentCalls);
        majors = majors.map(known -> Collections.unmodifiableMap(new LinkedHashMap<>(known)));
    }

    /** What a turn keeps. */
    public SessionProgress(long seq, Optional<Memo> memo, List<String> recentCalls) {
        this(seq, memo, recentCalls, Optional.empty());
    }

    /** The major version of a tool that was used last; empty when none was. */
    public Optional<Integer> major(String tool) {
        return majors.flatMap(known -> Optional.ofNullable(known.get(tool)));
    }

    /** The same after a use of a tool. */
    public SessionProgress using(String tool, int major) {
        var known = new LinkedHashMap<>(majors.orElse(Map.of()));
        known.putLast(tool, major);
        while (known.size() > MOST_MAJORS) {
            known.pollFirstEntry();
        }
        return new SessionProgress(seq, memo, recentCalls, Optional.of(known));
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
