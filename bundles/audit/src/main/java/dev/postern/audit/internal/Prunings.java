// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.RecordType;

/**
 * Whether what the journal keeps no more was pruned on record: a {@code journal.pruned} of the chain must reach as far. What
 * the database itself says of that is linked to nothing. For one thread.
 */
final class Prunings {
    private long gone;
    private long told;

    /** The journal does not keep the content at the position, and so none before it. */
    void gone(long position) {
        gone = Math.max(gone, position);
    }

    /** A record of the chain. */
    void see(JsonObject content) {
        if (content.text("type").filter(RecordType.JOURNAL_PRUNED.topic()::equals).isPresent()) {
            told = Math.max(told, content.object("meta").flatMap(meta -> meta.integer("to")).orElse(0L));
        }
    }

    boolean accounted() {
        return gone <= told;
    }

    /** Up to where it was pruned on record; 0 when it never was. */
    long told() {
        return told;
    }
}
