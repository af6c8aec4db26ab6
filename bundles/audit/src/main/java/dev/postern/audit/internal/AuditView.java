// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.core.audit.AuditRecord;

/** An audit record as people ask for it. */
public record AuditView(
        @Description("Its number in the chain") long seq,
        @Description("When it happened") Instant at,
        @Description("What happened: a type of the journal's catalogue") String type,
        @Description("Who asked for it; who did it where nobody else had asked") Optional<String> principal,
        @Description("Who decided, ended or changed it, where that is told apart") Optional<String> by,
        Optional<String> tool,
        Optional<String> session,
        Optional<String> turn,
        Optional<String> call,
        @Description("How it ended, or what was decided; unknown for what was begun and has no end on record") Optional<String> outcome,
        @Description("The facts, as they are linked") JsonObject meta) {

    /** Of a record, with its outcome as the record itself tells it. */
    static AuditView of(AuditRecord record) {
        var content = record.content();
        var meta = content.object("meta").orElse(JsonObject.EMPTY);
        return new AuditView(record.seq(), Instant.parse(content.text("at").orElseThrow()),
                content.text("type").orElseThrow(), meta.text("principal").or(() -> meta.text("by")),
                meta.text("by"), meta.text("tool"),
                content.text("session"), content.text("turn"), content.text("call"), outcome(meta), meta);
    }

    private static Optional<String> outcome(JsonObject meta) {
        return meta.text("state").or(() -> meta.text("effect")).or(() -> meta.text("decision"))
                .or(() -> meta.text("outcome")).or(() -> meta.text("code"));
    }

    /** The same with another outcome. */
    AuditView with(String known) {
        return new AuditView(seq, at, type, principal, by, tool, session, turn, call, Optional.of(known), meta);
    }
}
