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
 * session. Keeps the sessions that wait for one, 10,000 of
 * them, and no others. For one thread.
 */
final class Erasures {
    /** Sessions that are remembered: beyond that somebody blanks what he pleases. */
    static final int MOST = 10_000;
    private final Map<String, Blank> open = new HashMap<>();
    private boolean tooMany;

    /** A content is blank. */
    void blank(long seq, JsonObject content) {
        // what belongs to no session nothing erases
        var session = content.text("session").orElse("");
        tooMany |= open.size() == MOST && !open.containsKey(session);
        if (!tooMany) {
            open.putIfAbsent(session, new Blank(seq, content.integer("position").orElse(0L)));
        }
    }

    /** The first of more than anybody can keep track of. */
    Optional<Break> tooMany() {
        return tooMany
                ? unaccounted().map(found -> new Break(found.seq(), found.reason() + "; nor is it of " + MOST
                        + " more sessions whose contents are gone: more are not looked for at once"))
                : Optional.empty();
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
