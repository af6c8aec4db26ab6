// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.util.List;

import dev.postern.api.memory.MemoryKind;
import dev.postern.api.memory.MemoryQuery;
import dev.postern.api.memory.MemoryStore;
import dev.postern.api.memory.Recollection;
import dev.postern.core.memory.Memory;
import dev.postern.core.store.Rows;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Summaries: rows of the store. */
@Component
public final class KeptSummaries implements MemoryStore {
    private final Rows rows;

    /** Over the rows. */
    @Activate
    public KeptSummaries(@Reference Rows rows) {
        this.rows = rows;
    }

    @Override
    public MemoryKind kind() {
        return MemoryKind.SUMMARY;
    }

    /** One that is longer than what is asked for is left out: half a summary misleads. */
    @Override
    public Recollection read(MemoryQuery query) {
        var row = rows.memory(query.tenant(), query.session(), kind());
        long revision = row.map(Memory::revision).orElse(0L);
        var summary = row.flatMap(known -> Summary.of(known).map(said -> said.entry(known.updatedAt())));
        if (summary.isEmpty()) {
            return new Recollection(kind(), revision, List.of());
        }
        return summary.get().text().length() <= query.maxCharacters()
                ? new Recollection(kind(), revision, List.of(summary.get()))
                : new Recollection(kind(), revision, List.of(), List.of(summary.get().key()),
                        summary.get().origin());
    }
}
