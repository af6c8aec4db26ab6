// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.memory;

import java.util.List;

/**
 * What a memory says.
 *
 * @param kind what it is for
 * @param revision counts its changes, from 1; 0 where nothing was ever kept. The journal has what each revision said
 * @param entries what fits into the query's bounds, whole entries only
 * @param leftOut keys of entries that are there and do not fit
 */
public record Recollection(MemoryKind kind, long revision, List<MemoryEntry> entries, List<String> leftOut) {
    /** Copies the lists. */
    public Recollection {
        entries = List.copyOf(entries);
        leftOut = List.copyOf(leftOut);
    }
}
