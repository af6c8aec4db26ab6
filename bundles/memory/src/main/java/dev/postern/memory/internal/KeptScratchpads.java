// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.memory.MemoryQuery;
import dev.postern.api.memory.MemoryStore;
import dev.postern.api.memory.Recollection;
import dev.postern.api.memory.Scratchpad;
import dev.postern.api.memory.Scratchpads;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scratchpads: rows of the store. */
@Component(service = {Scratchpads.class, MemoryStore.class})
public final class KeptScratchpads implements Scratchpads, MemoryStore {
    private final Store store;
    private final Rows rows;
    private final LiveSettings settings;

    /** Over the store. */
    @Activate
    public KeptScratchpads(@Reference Store store, @Reference Rows rows, @Reference LiveSettings settings) {
        this.store = store;
        this.rows = rows;
        this.settings = settings;
    }

    @Override
    public Scratchpad of(ToolContext context) throws ToolException {
        var session = context.session().orElseThrow(() -> new ToolException("no_session",
                "a scratchpad is a session's, and the call belongs to none"));
        return new SessionPad(store, rows, settings, context, session);
    }

    @Override
    public MemoryKind kind() {
        return MemoryKind.SCRATCHPAD;
    }

    @Override
    public Recollection read(MemoryQuery query) {
        var pad = Pad.of(rows.memory(query.tenant(), query.session(), kind()), query.at(),
                settings.now().pad().lifetime());
        var shown = pad.newest(query.maxCharacters());
        var keys = shown.stream().map(MemoryEntry::key).toList();
        var leftOut = pad.entries().values().stream().filter(entry -> !keys.contains(entry.key())).toList();
        return new Recollection(kind(), pad.revision(), shown, leftOut.stream().map(MemoryEntry::key).toList(),
                leftOut.stream().map(MemoryEntry::origin).reduce(Origin.PERSON, Origins::worst));
    }
}
