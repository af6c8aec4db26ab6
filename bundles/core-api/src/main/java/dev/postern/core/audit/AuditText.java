// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.audit;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.store.Entry;

/**
 * What an audit record says of a journal entry, but for its place: the canonical text (RFC 8785) around what is known only
 * once the entry is committed.
 *
 * @param head the text up to the position in the journal
 * @param middle the text between the hash of the record before and the number in the chain
 * @param tail the text after that
 */
public record AuditText(String head, String middle, String tail) {

    /** Of an entry; what it holds is in it by digest. */
    public static AuditText of(Entry entry, KeyedDigest digest) {
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
        return new AuditText(head.toString(), middle.toString(), tail.append('}').toString());
    }

    private static void text(StringBuilder out, String name, String value) {
        out.append('"').append(name).append("\":").append(new JsonString(value));
    }

    private static void digest(StringBuilder out, String name, JsonObject content, KeyedDigest digest) {
        if (!content.members().isEmpty()) {
            text(out.append(','), name, digest.of(content.canonical()));
        }
    }

    /**
     * The record's text at its place. Members are in the order of RFC 8785.
     *
     * @param position the entry's in the journal
     * @param previous the hash of the record before, hex
     * @param seq its number in the chain
     */
    public String at(long position, String previous, long seq) {
        return head + position + ",\"previous\":\"" + previous + '"' + middle + seq + tail;
    }
}
