// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.memory;

import java.util.List;

import dev.postern.api.message.Origin;

/**
 * What a memory says.
 *
 * @param kind what it is for
 * @param revision counts its changes, from 1; 0 where nothing was ever kept. The journal has what each revision said
 * @param entries what fits into the query's bounds, whole entries only
 * @param leftOut keys of entries that are there and do not fit
 * @param leftOutOrigin the worst origin of these entries: a key, too, is somebody's words
 */
public record Recollection(MemoryKind kind, long revision, List<MemoryEntry> entries, List<String> leftOut,
        Origin leftOutOrigin) {
    /** Copies the lists. */
    public Recollection {
        entries = List.copyOf(entries);
        leftOut = List.copyOf(leftOut);
    }

    /** With nothing left out. */
    public Recollection(MemoryKind kind, long revision, List<MemoryEntry> entries) {
        this(kind, revision, entries, List.of(), Origin.PERSON);
    }

    /** The worst origin of all that it hands out. */
    public Origin origin() {
        return leftOutOrigin == Origin.FOREIGN
                || entries.stream().map(MemoryEntry::origin).anyMatch(Origin.FOREIGN::equals)
                        ? Origin.FOREIGN
                        : Origin.PERSON;
    }
}
