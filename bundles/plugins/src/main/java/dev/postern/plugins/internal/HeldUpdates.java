// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.json.JsonObject;
import dev.postern.core.home.WholeFile;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.Staging.StagedFile;
import dev.postern.plugins.internal.trust.HeldUpdate;
import dev.postern.plugins.internal.trust.HeldUpdate.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates that wait for an operator's word while the old version serves; at most one a plugin. Their files and what is known
 * of them outlast a restart. One is decided at a time, and by one.
 */
final class HeldUpdates {
    private static final Logger LOG = LoggerFactory.getLogger(HeldUpdates.class);
    private static final String GATEWAY = "gateway";

    private final ReentrantLock lock = new ReentrantLock();
    private final Path folder;
    private final Json json;
    private final Records records;
    private final Clock clock;
    private Map<String, HeldUpdate> now;

    private HeldUpdates(Path folder, Json json, Records records, Clock clock, Map<String, HeldUpdate> now) {
        this.folder = folder;
        this.json = json;
        this.records = records;
        this.clock = clock;
        this.now = now;
    }

    /** Reads what waits. */
    static HeldUpdates open(Path folder, Json json, Records records, Clock clock) throws IOException {
        Path index = folder.resolve("held.json");
        try {
            var held = Files.notExists(index)
                    ? Map.<String, HeldUpdate>of()
                    : json.read((JsonObject) json.parse(Files.readAllBytes(index)), Index.class).held();
            return new HeldUpdates(folder, json, records, clock, held);
        } catch (JsonException | ClassCastException malformed) {
            throw new IOException(index + " cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    /** All, by plugin; what the journal tells of already is among them. */
    List<HeldUpdate> all() {
        lock.lock();
        try {
            return now.values().stream().sorted(Comparator.comparing(HeldUpdate::plugin)).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The one of a plugin. */
    Optional<HeldUpdate> of(String plugin) {
        return all().stream().filter(held -> held.plugin().equals(plugin)).findFirst();
    }

    Path file(HeldUpdate held) {
        return folder.resolve("held-" + held.plugin() + ".jar");
    }

    /**
     * Keeps an update back, durably, in place of one that waited before.
     *
     * @return the refusal to hand on, code {@code held}
     * @throws PluginException code {@code unavailable}, when that could not be recorded
     */
    PluginException hold(StagedFile staged, Examination examined, Request request) throws PluginException, IOException {
        lock.lock();
        try {
            return holdNow(staged, examined, request);
        } finally {
            lock.unlock();
        }
    }

    private PluginException holdNow(StagedFile staged, Examination examined, Request request)
            throws PluginException, IOException {
        InstalledPlugin update = examined.plugin();
        InstalledPlugin before = examined.before().orElseThrow();
        Optional<HeldUpdate> waiting = of(update.id());
        var held = new HeldUpdate(update.id(), update.version(), update.symbolicName(), update.sha256(),
                request.source(), request.file(), request.terms().from(), request.principal(),
                update.signer().map(it -> it.publisher()),
                examined.plan().trust().orElseThrow().permissions().more(), before.version(), before.sha256(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS), examined.kept().map(_ -> true),
                request.terms().warrant());
        if (waiting.filter(it -> it.sha256().equals(held.sha256()) && it.against().equals(held.against())
                && it.keep().equals(held.keep())).isEmpty()) {
            if (waiting.isPresent()) {
                decide(waiting.get(), Decision.SUPERSEDED, GATEWAY, Optional.empty());
            }
            records.held(held);
            Files.createDirectories(folder);
            Files.move(staged.file(), file(held), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            var more = new TreeMap<>(now);
            more.put(held.plugin(), held);
            write(more);
            LOG.warn("Version {} of the plugin {} waits for an operator: it newly asks for {}", held.version(),
                    held.plugin(), held.more());
        }
        return new PluginException("held", "version " + held.version() + " of " + held.plugin() + " asks for more than "
                + before.version() + ", which serves on until an operator decides: " + String.join(", ", held.more())
                + ". ./postern plugins approve " + held.plugin() + " lets it in, ./postern plugins deny "
                + held.plugin() + " does not", null);
    }

    /**
     * Records what becomes of one, which waits no more.
     *
     * @param outcome for the idempotency key of the request that decides
     * @throws PluginException code {@code not_found} when somebody else decided first
     */
    void decide(HeldUpdate held, Decision decision, String by, Optional<StoredOutcome> outcome)
            throws PluginException, IOException {
        lock.lock();
        try {
            if (of(held.plugin()).filter(held::equals).isEmpty()) {
                throw new PluginException("not_found", "that update of " + held.plugin() + " waits no more", null);
            }
            records.decided(held, decision, by, outcome);
            var rest = new TreeMap<>(now);
            rest.remove(held.plugin());
            write(rest);
            Files.deleteIfExists(file(held));
        } finally {
            lock.unlock();
        }
    }

    /** Supersedes those that wait to replace what serves no more. */
    void tidy(Desired desired) throws IOException {
        for (HeldUpdate held : all()) {
            InstalledPlugin installed = desired.plugins().get(held.plugin());
            if (installed == null || !installed.sha256().equals(held.against())) {
                try {
                    decide(held, Decision.SUPERSEDED, GATEWAY, Optional.empty());
                } catch (PluginException unrecorded) {
                    // nobody can approve it: it is compared with what serves once more
                    LOG.warn("The update of {} waits in vain, which could not be recorded", held.plugin(), unrecorded);
                }
            }
        }
    }

    private void write(Map<String, HeldUpdate> next) throws IOException {
        WholeFile.write(folder.resolve("held.json"), json.write(new Index(next)).toString());
        now = Map.copyOf(next);
    }

    /** The file. */
    public record Index(Map<String, HeldUpdate> held) {}
}
