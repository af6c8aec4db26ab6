// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginTrust;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.plugins.internal.Desired.Action;
import dev.postern.plugins.internal.Desired.Change;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.trust.HeldUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the journal says about changes: the intent before, the outcome after. */
final class Records {
    private static final Logger LOG = LoggerFactory.getLogger(Records.class);
    private static final int PAGE = 500;

    private final Json json;
    private final Store store;
    private final Journal journal;
    private final Clock clock;
    private final Progress progress;

    Records(Json json, Store store, Journal journal, Clock clock, Progress progress) {
        this.json = json;
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        this.progress = progress;
    }

    long newest() {
        return journal.newest();
    }

    /** The intent, and what was known of the file; durable when this returns. */
    void requested(Change change, Optional<PluginTrust> trust) throws PluginException {
        trust.stream().flatMap(known -> known.warnings().stream()).forEach(
                warning -> LOG.warn("{} {}: {}", change.subject().id(), change.subject().version(), warning));
        commit(Batch.of(new Write.Append(entry(RecordType.PLUGIN_REQUESTED, JsonObject.builder()
                .putAll(meta(change)).put("steps", progress.steps()).build(),
                trust.map(known -> JsonObject.builder().put("trust", json.write(known)).build())
                        .orElse(JsonObject.EMPTY)))));
    }

    /** The effect, and with it what the request's idempotency key shall be answered. */
    void done(Change change) throws PluginException {
        var writes = new ArrayList<Write>();
        var meta = JsonObject.builder().putAll(meta(change)).put("steps", progress.steps()).build();
        writes.add(new Write.Append(entry(type(change), meta, JsonObject.EMPTY)));
        change.outcome().ifPresent(outcome -> writes.add(new Write.PutOutcome(outcome)));
        commit(new Batch(writes));
    }

    /** A change that was not made. Failing to record it makes it no worse. */
    void failed(Optional<InstalledPlugin> plugin, String source, String principal, PluginException reason) {
        var meta = JsonObject.builder();
        plugin.ifPresent(it -> meta.put("plugin", it.id()).put("version", it.version()).put("bundle", it.bundle()));
        meta.put("source", source).put("principal", principal).put("code", reason.code());
        if (progress.isUnderWay()) {
            meta.put("change", progress.change()).put("steps", progress.steps())
                    .put("step", progress.failing(!reason.code().equals("start_failed")).text());
        }
        try {
            commit(Batch.of(new Write.Append(entry(RecordType.PLUGIN_FAILED, meta.build(),
                    JsonObject.of("reason", String.valueOf(reason.getMessage()))))));
        } catch (PluginException unrecorded) {
            LOG.warn("The failure of {} was not recorded", source, unrecorded);
        }
    }

    /** A plugin stays at its version when updates are made, or does no more. */
    void pinned(InstalledPlugin plugin, boolean stays, String principal) throws PluginException {
        commit(Batch.of(new Write.Append(entry(RecordType.PLUGIN_PINNED, JsonObject.builder().put("plugin", plugin.id())
                .put("version", plugin.version()).put("bundle", plugin.bundle()).put("pinned", stays)
                .put("principal", principal).build(), JsonObject.EMPTY))));
    }

    /** An update waits for an operator's word; durable when this returns. */
    void held(HeldUpdate held) throws PluginException {
        var meta = meta(held).put("source", held.source()).put("principal", held.principal())
                .put("installed", held.installed()).put("more", json.write(held).array("more").orElseThrow());
        held.signer().ifPresent(signer -> meta.put("signer", signer));
        held.keep().ifPresent(keep -> meta.put("keep", keep));
        commit(Batch.of(new Write.Append(entry(RecordType.PLUGIN_HELD, meta.build(), JsonObject.EMPTY))));
    }

    /** It waits no more. */
    void decided(HeldUpdate held, HeldUpdate.Decision decision, String by, Optional<StoredOutcome> outcome)
            throws PluginException {
        var writes = new ArrayList<Write>();
        writes.add(new Write.Append(entry(RecordType.PLUGIN_DECIDED,
                meta(held).put("decision", decision.name().toLowerCase(Locale.ROOT)).put("by", by).build(),
                JsonObject.EMPTY)));
        outcome.ifPresent(stored -> writes.add(new Write.PutOutcome(stored)));
        commit(new Batch(writes));
    }

    private static JsonObject.Builder meta(HeldUpdate held) {
        return JsonObject.builder().put("plugin", held.plugin()).put("version", held.version())
                .put("bundle", held.bundle());
    }

    /** Whether the effect was recorded before a crash. */
    boolean isDone(Change change) {
        long position = change.since();
        for (;;) {
            var page = journal.after(position, PAGE);
            for (var entry : page) {
                if (entry.entry().type() == type(change)
                        && entry.entry().meta().text("change").filter(change.id()::equals).isPresent()) {
                    return true;
                }
                position = entry.position();
            }
            if (page.isEmpty()) {
                return false;
            }
        }
    }

    private void commit(Batch batch) throws PluginException {
        try {
            store.commit(batch);
        } catch (StoreException refused) {
            throw new PluginException("unavailable", "it could not be recorded: " + refused.getMessage(), refused);
        }
    }

    private Entry entry(RecordType type, JsonObject meta, JsonObject payload) {
        return new Entry(type, Entry.INSTALLATION, null, null, null, clock.instant(), meta, payload, JsonObject.EMPTY);
    }

    private static RecordType type(Change change) {
        return switch (change.kind()) {
            case INSTALL -> RecordType.PLUGIN_INSTALLED;
            case UPDATE, ROLLBACK -> RecordType.PLUGIN_UPDATED;
            case REMOVE -> RecordType.PLUGIN_REMOVED;
            case DISABLE -> RecordType.PLUGIN_DISABLED;
            case ENABLE -> RecordType.PLUGIN_ENABLED;
        };
    }

    private static String action(Change change) {
        return change.kind() == Action.ROLLBACK
                ? "rolled_back"
                : type(change).topic().substring("plugin.".length());
    }

    private static JsonObject meta(Change change) {
        InstalledPlugin subject = change.subject();
        var meta = JsonObject.builder().put("plugin", subject.id()).put("version", subject.version())
                .put("bundle", subject.bundle()).put("action", action(change))
                .put("source", change.source()).put("principal", change.principal()).put("change", change.id());
        subject.signer().ifPresent(signer -> meta.put("signer", signer.publisher()).put("key", signer.key()));
        if (type(change) == RecordType.PLUGIN_UPDATED) {
            change.leaving().ifPresent(before -> meta.put("replaced", before.version()));
            change.kept().ifPresent(beside -> meta.put("kept", beside));
        }
        return meta.build();
    }
}
