// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.ArrayList;
import java.util.List;

import dev.postern.core.audit.AuditText;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.store.Entry;

/**
 * An audit record but for its place, which only the committing thread knows. Made by whoever submits.
 *
 * @param index of its entry in the batch
 * @param chain the chain it goes to
 * @param at when it happened, in ms since 1970
 * @param text what it says
 */
record AuditDraft(int index, String chain, long at, AuditText text) {

    /** Drafts of the entries that are audited. */
    static List<AuditDraft> of(List<Entry> entries, KeyedDigest digest) {
        var drafts = new ArrayList<AuditDraft>();
        for (int index = 0; index < entries.size(); index++) {
            var entry = entries.get(index);
            if (entry.type().isAudited()) {
                drafts.add(new AuditDraft(index, entry.tenant(), entry.at().toEpochMilli(),
                        AuditText.of(entry, digest)));
            }
        }
        return drafts;
    }
}
