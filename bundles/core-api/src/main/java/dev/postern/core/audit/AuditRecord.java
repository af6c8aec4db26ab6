// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.audit;

import java.time.Instant;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * A link of a chain: who did what, when, by which rule, as canonical JSON (RFC 8785). What was said, sent or returned is
 * in it by its keyed digest only, so that erasing that breaks no chain. Members: {@code at}, {@code chain}, {@code meta},
 * {@code position} in the journal, {@code previous}, {@code seq}, {@code type}; and where there are any {@code session},
 * {@code turn}, {@code call}, {@code payload}, {@code replay}.
 *
 * @param seq its number in the chain, from 1
 * @param text the canonical JSON text, without line breaks
 */
public record AuditRecord(long seq, String text) {
    private static final String POSITION = "\"position\":";

    /** What it says. */
    public JsonObject content() {
        try {
            if (JsonValue.parse(text) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonFormatException damaged) {
            throw new IllegalStateException("the audit record " + seq + " is no JSON: " + damaged.getMessage(),
                    damaged);
        }
        throw new IllegalStateException("the audit record " + seq + " is no JSON object");
    }

    /** Where the journal has what it tells of; -1 when it does not say. Reads no more of it than that. */
    public long position() {
        return AuditChain.number(text, POSITION);
    }

    /** When it happened. */
    public Instant at() {
        return Instant.parse(content().text("at").orElseThrow());
    }
}
