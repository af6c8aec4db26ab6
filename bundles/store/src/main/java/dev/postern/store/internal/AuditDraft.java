// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.store.Entry;

/**
 * An audit record but for its place: the canonical text around what only the committing thread knows. Made by whoever
 * submits.
 *
 * @param index of its entry in the batch
 * @param chain the chain it goes to
 * @param at when it happened, in ms since 1970
 * @param head the text up to the position in the journal
 * @param middle the text between the hash of the record before and the number in the chain
 * @param tail the text after that
 */
record AuditDraft(int index, String chain, long at, String head, String middle, String tail) {

    /** Drafts of the entries that are audited. */
    static List<AuditDraft> of(List<Entry> entries, KeyedDigest digest) {
        var drafts = new ArrayList<AuditDraft>();
        for (int index = 0; index < entries.size(); index++) {
            if (entries.get(index).type().isAudited()) {
                drafts.add(of(index, entries.get(index), digest));
            }
        }
        return drafts;
    }

    private static AuditDraft of(int index, Entry entry, KeyedDigest digest) {
        var head = new StringBuilder(256);
        text(head.append('{'), "at", entry.at().toString());
        if (entry.call() != null) {
            text(head.append(','), "call", entry.call());
        }
        text(head.append(','), "chain", entry.tenant());
        head.append(",\"meta\":").append(entry.meta().canonical());
        digest(head, "payload", entry.payload(), digest);
        head.append(",\"position\":");
        var middle = new StringBuilder();
        digest(middle, "replay", entry.replay(), digest);
        middle.append(",\"seq\":");
        var tail = new StringBuilder();
        if (entry.session() != null) {
            text(tail.append(','), "session", entry.session());
        }
        if (entry.turn() != null) {
            text(tail.append(','), "turn", entry.turn());
        }
        text(tail.append(','), "type", entry.type().topic());
        return new AuditDraft(index, entry.tenant(), entry.at().toEpochMilli(), head.toString(), middle.toString(),
                tail.append('}').toString());
    }

    private static void text(StringBuilder out, String name, String value) {
        out.append('"').append(name).append("\":").append(new JsonString(value));
    }

    private static void digest(StringBuilder out, String name, JsonObject content, KeyedDigest digest) {
        if (!content.members().isEmpty()) {
            text(out.append(','), name, digest.of(content.canonical()));
        }
    }

    /** The record's text at its place. Members are in the order of RFC 8785. */
    String at(long position, String previous, long seq) {
        return head + position + ",\"previous\":\"" + previous + '"' + middle + seq + tail;
    }
}
