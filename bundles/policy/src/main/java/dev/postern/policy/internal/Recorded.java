// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.ArrayList;
import java.util.List;

import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;

/** Reads a session's records, page by page. */
final class Recorded {
    private static final int PAGE = 1_000;
    /** Newer ones are left out: whoever asks for more asks by turn. */
    private static final int MOST = 100_000;

    private Recorded() {}

    static List<JournalRecord> ofSession(Journal journal, String tenant, String session) {
        var all = new ArrayList<JournalRecord>();
        var page = journal.ofSession(tenant, session, 0, PAGE);
        while (!page.isEmpty() && all.size() < MOST) {
            all.addAll(page);
            page = journal.ofSession(tenant, session, page.getLast().position(), PAGE);
        }
        return all;
    }
}
