// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.memory.Scratchpad;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import dev.postern.core.memory.Memory;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;

/** One session's pad as one call sees it. A change and its record are one transaction. */
final class SessionPad implements Scratchpad {
    /** Calls of one step write side by side; more often than this they do not meet. */
    private static final int TRIES = 100;

    private final Store store;
    private final Rows rows;
    private final LiveSettings settings;
    private final ToolContext context;
    private final String session;

    SessionPad(Store store, Rows rows, LiveSettings settings, ToolContext context, String session) {
        this.store = store;
        this.rows = rows;
        this.settings = settings;
        this.context = context;
        this.session = session;
    }

    @Override
    public List<MemoryEntry> entries() throws ToolException {
        return List.copyOf(pad(now()).entries().values());
    }

    @Override
    public Optional<MemoryEntry> read(String key) throws ToolException {
        return Optional.ofNullable(pad(now()).entries().get(key));
    }

    @Override
    public long write(String key, String text) throws ToolException {
        var at = now();
        var limits = settings.now().pad();
        var entry = new MemoryEntry(key, text, context.origin(), context.call(), at,
                Optional.of(at.plus(limits.lifetime())), Optional.empty());
        return change(at, before -> Optional.of(before.with(entry, limits)), "write",
                JsonObject.builder().put("key", key).put("text", text).build()).orElseThrow();
    }

    @Override
    public boolean delete(String key) throws ToolException {
        return change(now(),
                before -> before.entries().containsKey(key) ? Optional.of(before.without(key)) : Optional.empty(),
                "delete", JsonObject.of("key", key)).isPresent();
    }

    /** Changes what is there; another change that came between is taken up first. */
    private Optional<Long> change(Instant at, Change change, String what, JsonObject payload) throws ToolException {
        for (int attempt = 1;; attempt++) {
            var before = pad(at);
            var then = change.of(before);
            if (then.isEmpty()) {
                return Optional.empty();
            }
            long revision = before.revision() + 1;
            try {
                store.commit(Batch.of(
                        new Write.Append(entry(at, what, revision, then.get(), payload)),
                        new Write.PutMemory(new Memory(context.tenant(), session, MemoryKind.SCRATCHPAD, revision, at,
                                then.get().content()), before.revision())));
                return Optional.of(revision);
            } catch (StoreException refused) {
                if (refused.reason() != StoreException.Reason.REVISION || attempt == TRIES) {
                    throw new ToolException("unavailable", "the scratchpad cannot be written now: "
                            + refused.getMessage(), true, refused);
                }
            }
        }
    }

    private Entry entry(Instant at, String what, long revision, Pad then, JsonObject payload) {
        var meta = JsonObject.builder()
                .put("memory", MemoryKind.SCRATCHPAD.text())
                .put("revision", revision)
                .put("change", what)
                .put("by", context.call())
                .put("origin", Origins.text(context.origin()))
                .put("entries", then.entries().size())
                .build();
        var turn = rows.call(context.tenant(), context.call()).flatMap(Call::turn).orElse(null);
        return new Entry(RecordType.MEMORY_CHANGED, context.tenant(), session, turn, context.call(), at, meta, payload,
                JsonObject.EMPTY);
    }

    private Pad pad(Instant at) throws ToolException {
        try {
            return Pad.of(rows.memory(context.tenant(), session, MemoryKind.SCRATCHPAD), at,
                    settings.now().pad().lifetime());
        } catch (UnreadableException gone) {
            throw new ToolException("unavailable", "the scratchpad cannot be read now", true, gone);
        }
    }

    private Instant now() {
        return context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What becomes of a pad; empty for nothing. */
    @FunctionalInterface
    private interface Change {
        Optional<Pad> of(Pad before) throws ToolException;
    }
}
