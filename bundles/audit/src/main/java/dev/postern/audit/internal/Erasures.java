// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.audit.AuditChain.Break;
import dev.postern.core.store.RecordType;

/**
 * Whether what is gone was erased on record: a content that is blank must be followed by a {@code session.erased} of its
 * session. Keeps the sessions that wait for one, and no others. For one thread.
 */
final class Erasures {
    private final Map<String, Blank> open = new HashMap<>();

    /** A content is blank. */
    void blank(long seq, JsonObject content) {
        // what belongs to no session nothing erases
        open.putIfAbsent(content.text("session").orElse(""), new Blank(seq, content.integer("position").orElse(0L)));
    }

    /** A record of the chain: an erasure accounts for all that was blank in its session before it. */
    void see(JsonObject content) {
        if (content.text("type").filter(RecordType.SESSION_ERASED.topic()::equals).isPresent()) {
            content.text("session").ifPresent(open::remove);
        }
    }

    /** The first content that nothing accounts for. */
    Optional<Break> unaccounted() {
        return open.entrySet().stream()
                .min(Comparator.comparingLong(blank -> blank.getValue().seq()))
                .map(blank -> new Break(blank.getValue().seq(), "what the journal's record "
                        + blank.getValue().position() + " said is gone, and no session.erased of "
                        + (blank.getKey().isEmpty() ? "it" : "the session " + blank.getKey()) + " is on record"));
    }

    private record Blank(long seq, long position) {}
}
