// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.scratchpad.internal;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.schema.Description;

/** A note as tools show it. */
public record Note(
        @Description("names the note") String key,
        @Description("what it says") Optional<String> text,
        @Description("how many characters it has") int characters,
        @Description("when it was written") Instant at,
        @Description("when it is gone") Optional<Instant> expiresAt) {

    static Note whole(MemoryEntry entry) {
        return new Note(entry.key(), Optional.of(entry.text()), entry.text().length(), entry.at(), entry.expiresAt());
    }

    static Note listed(MemoryEntry entry) {
        return new Note(entry.key(), Optional.empty(), entry.text().length(), entry.at(), entry.expiresAt());
    }
}
