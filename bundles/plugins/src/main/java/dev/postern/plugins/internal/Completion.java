// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.Desired.Change;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.Progress.Step;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings changes that are written down to their end: what is new starts beside the old and is recorded before the old is
 * cut. What fails before it is recorded is undone; the old never stopped serving. Used by whoever has his turn.
 */
final class Completion {
    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    /** Why plugins do not serve that have no bundle to ask. */
    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private final JarStore jars;
    private final PluginBundles bundles;
    private final PluginHealth health;
    private final DesiredFile desired;
    private final WantedFile wanted;
    private final Records records;
    private final HeldUpdates held;
    private final Progress progress;
    private final Duration healthTimeout;
    private final Duration drainLimit;

    Completion(
            JarStore jars,
            PluginBundles bundles,
            PluginHealth health,
            DesiredFile desired,
            WantedFile wanted,
            Records records,
            HeldUpdates held,
            Progress progress,
            Duration healthTimeout,
            Duration drainLimit) {
        this.jars = jars;
        this.bundles = bundles;
        this.health = health;
        this.desired = desired;
        this.wanted = wanted;
        this.records = records;
        this.held = held;
        this.progress = progress;
        this.healthTimeout = healthTimeout;
        this.drainLimit = drainLimit;
    }

    /** Brings a change that is written down to its end, or undoes it. */
    void complete(Change change) throws PluginException, InterruptedException, IOException {
        if (change.after().isPresent() && !change.source().equals("deploy")
                && !change.principal().equals(WantedFile.PRINCIPAL)) {
            // a file that lies there asks for it at each start; whoever asks by himself has a reason
            bundles.tryAgain(change.after().get().sha256());
        }
        bring(change);
        progress.passed(Step.COMMITTED);
        wanted.follow(change, desired.get().isPinned(change.subject().id()));
        cut(change);
    }

    /** The same for one that a crash cut short before its effect was recorded. */
    void completeAfterCrash(Change change) throws PluginException, InterruptedException, IOException {
        InstalledPlugin subject = change.subject();
        progress.begin(change.id(), change.source(), change.principal());
        progress.holds(subject.id(), subject.version());
        try {
            bring(change);
            progress.passed(Step.COMMITTED);
        } finally {
            progress.end();
        }
        cutAfterCrash(change);
    }

    /** A crash came after the effect was recorded: what was replaced goes. */
    void cutAfterCrash(Change change) throws IOException {
        wanted.followAfterCrash(change, desired.get().isPinned(change.subject().id()));
        cut(change);
    }

    /** Says in {@code plugins.json} whether a plugin stays at its version. */
    void tellPin(InstalledPlugin plugin, boolean stays) {
        wanted.follow(plugin, desired.get().isDisabled(plugin.id()), stays);
    }

    private void bring(Change change) throws PluginException, InterruptedException, IOException {
        if (change.rests()) {
            rest(change);
        } else {
            serve(change);
        }
    }

    private void serve(Change change) throws PluginException, InterruptedException, IOException {
        InstalledPlugin after = change.after().orElseThrow();
        try {
            // The same bytes that do not serve are started afresh.
            change.before().filter(_ -> change.keepsFile()).ifPresent(this::removeBundle);
            progress.passed(Step.STARTING);
            Bundle bundle = bundles.start(after.symbolicName(), after.sha256(), jars.file(after));
            health.await(bundle, after.toolLabels(), healthTimeout);
            progress.passed(Step.HEALTHY);
            records.done(change);
        } catch (PluginException | InterruptedException | IOException | RuntimeException failed) {
            undo(change, failed);
            throw failed;
        }
    }

    private void undo(Change change, Exception failed) throws IOException {
        InstalledPlugin after = change.after().orElseThrow();
        // An interrupt is for the change, not for putting things back.
        boolean interrupted = Thread.interrupted();
        discard(after);
        desired.set(desired.get().abandoned());
        deleteUnused(change.after());
        var reason = failed instanceof PluginException refused
                ? refused
                : new PluginException("unavailable", "it was not completed: " + failed, failed);
        change.before().filter(before -> bundles.find(before.symbolicName(), before.sha256()).isEmpty())
                .ifPresent(before -> reasons.put(before.id(), String.valueOf(reason.getMessage())));
        records.failed(Optional.of(after), change.source(), change.principal(), reason);
        progress.passed(Step.ROLLED_BACK);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What serves goes, and nothing comes in its place. */
    private void rest(Change change) throws PluginException, IOException, InterruptedException {
        change.leaving().ifPresent(this::end);
        try {
            records.done(change);
        } catch (PluginException unrecorded) {
            desired.set(desired.get().abandoned());
            deleteUnused(change.after());
            if (change.leaving().isPresent() && !desired.get().isDisabled(change.subject().id())) {
                start(change.leaving().get());
            }
            throw unrecorded;
        }
    }

    /** The effect is recorded: what was replaced goes. */
    private void cut(Change change) throws IOException {
        change.leaving().filter(_ -> change.rests() || !change.keepsFile()).ifPresent(this::end);
        String id = change.subject().id();
        Optional<InstalledPlugin> kept = desired.get().before(id);
        desired.set(desired.get().finished(change));
        held.tidy(desired.get());
        deleteUnused(change.before());
        deleteUnused(kept);
        String ailing = reasons.remove(id);
        change.kept().filter(_ -> ailing != null).ifPresent(beside -> reasons.put(beside, ailing));
    }

    private void deleteUnused(Optional<InstalledPlugin> plugin) {
        plugin.filter(it -> !desired.get().keeps(it)).ifPresent(jars::delete);
    }

    /** Starts what is installed; a failure is kept as the plugin's reason. */
    Optional<Bundle> start(InstalledPlugin plugin) throws InterruptedException {
        try {
            return Optional.of(attempt(plugin));
        } catch (PluginException | IOException failed) {
            fail(plugin, failed);
            return Optional.empty();
        }
    }

    /** Starts what is installed; a failure is the caller's to tell. */
    Bundle attempt(InstalledPlugin plugin) throws PluginException, IOException, InterruptedException {
        try {
            reasons.remove(plugin.id());
            return bundles.start(plugin.symbolicName(), plugin.sha256(), jars.file(plugin));
        } catch (PluginException | IOException failed) {
            // what the framework remembers of it would stand for the reason
            discard(plugin);
            throw failed;
        }
    }

    void fail(InstalledPlugin plugin, Exception failed) {
        LOG.warn("The plugin {} {} does not serve", plugin.id(), plugin.version(), failed);
        var reason = switch (failed) {
            case PluginException refused -> refused;
            case NoSuchFileException gone -> new PluginException("start_failed",
                    "its file " + jars.file(plugin) + " is gone; install it again", gone);
            default -> new PluginException("start_failed", "it cannot be started: " + failed, failed);
        };
        reasons.put(plugin.id(), String.valueOf(reason.getMessage()));
        records.failed(Optional.of(plugin), "start", "gateway", reason);
    }

    /** Why it does not serve; empty when it does. */
    Optional<String> ailment(InstalledPlugin plugin) {
        return bundles.findUsable(plugin.symbolicName(), plugin.sha256())
                .map(bundle -> health.ailment(bundle, plugin.toolLabels()))
                .orElseGet(() -> Optional.of(reasons.getOrDefault(plugin.id(), "it is being started")));
    }

    /** Other bundles that are wired to it. */
    List<String> dependents(InstalledPlugin plugin) {
        return bundles.find(plugin.symbolicName(), plugin.sha256()).map(PluginBundles::dependents).orElse(List.of());
    }

    /** Why the last attempt to enable it failed. */
    Optional<String> reason(String id) {
        return Optional.ofNullable(reasons.get(id));
    }

    /** Lets calls end, then removes the bundle. */
    private void end(InstalledPlugin plugin) {
        bundles.find(plugin.symbolicName(), plugin.sha256()).ifPresent(bundle -> health.drain(bundle, drainLimit));
        removeBundle(plugin);
    }

    private void removeBundle(InstalledPlugin plugin) {
        bundles.find(plugin.symbolicName(), plugin.sha256()).ifPresent(bundles::remove);
    }

    /** Removes what never served; what hangs and cannot be removed has no tool in the table at least. */
    private void discard(InstalledPlugin plugin) {
        bundles.find(plugin.symbolicName(), plugin.sha256()).ifPresent(bundle -> {
            health.drain(bundle, Duration.ZERO);
            bundles.remove(bundle);
        });
    }
}
