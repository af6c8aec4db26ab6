// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;

/** Reads the journal along with a chain, some records ahead. For one thread. */
final class Contents {
    /** The journal gives fewer where they are long. */
    private static final int PAGE = 1_000;

    private final Journal journal;
    private List<JournalRecord> page = List.of();
    private int next;
    private long asked;

    Contents(Journal journal) {
        this.journal = journal;
    }

    /** What stands at the position, if anything does; positions are best asked for in their order. */
    Optional<JournalRecord> at(long position) {
        if (position < asked) {
            page = List.of();
            next = 0;
        }
        asked = position;
        while (next < page.size() && page.get(next).position() < position) {
            next++;
        }
        if (next == page.size()) {
            page = journal.after(position - 1, PAGE);
            next = 0;
        }
        return next < page.size() && page.get(next).position() == position
                ? Optional.of(page.get(next))
                : Optional.empty();
    }
}
