// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.postern.core.id.Ids;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.plugins.internal.Desired.Change;
import dev.postern.plugins.internal.Desired.DeployedFile;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.Staging.StagedFile;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes, one after another: examine, write down the intent, start the new beside the old, record, then cut the
 * old. What fails before it is recorded is undone; the old never stopped serving.
 */
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    /** Whose turn it is; the first permit comes once the start has put things in order. */
    private final Semaphore turn = new Semaphore(0, true);
    private volatile boolean closed;
    /** Why plugins do not serve that have no bundle to ask. */
    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private final Ids ids = new Ids();
    private final Clock clock;
    private final Staging staging;
    private final JarStore jars;
    private final Examiner examiner;
    private final PluginBundles bundles;
    private final PluginHealth health;
    private final DesiredFile desired;
    private final Records records;
    private final HeldUpdates held;
    private final Duration healthTimeout;
    private final Duration drainLimit;

    Changes(
            Clock clock,
            Staging staging,
            JarStore jars,
            Examiner examiner,
            PluginBundles bundles,
            PluginHealth health,
            DesiredFile desired,
            Records records,
            HeldUpdates held,
            Duration healthTimeout,
            Duration drainLimit) {
        this.clock = clock;
        this.staging = staging;
        this.jars = jars;
        this.examiner = examiner;
        this.bundles = bundles;
        this.health = health;
        this.desired = desired;
        this.records = records;
        this.held = held;
        this.healthTimeout = healthTimeout;
        this.drainLimit = drainLimit;
    }

    /**
     * Installs a file, or updates the plugin that it holds.
     *
     * @param accepts judges whether the plugin's present state allows the request
     */
    Result install(Path file, Request request, Acceptance accepts) throws PluginException, InterruptedException {
        begin();
        try (StagedFile staged = stage(file, request)) {
            Examination examined = examine(staged, request, accepts);
            Optional<InstalledPlugin> before = examined.before();
            if (before.isPresent() && before.get().sha256().equals(examined.plugin().sha256())
                    && serves(before.get())) {
                return adopt(before.get(), request);
            }
            if (examined.asksForMore() && !accepts.allowsMore()) {
                throw held.hold(staged, examined, request);
            }
            return replace(staged, examined, request);
        } catch (ClosedByInterruptException interrupted) {
            Thread.interrupted();
            throw interrupted(interrupted);
        } catch (IOException disk) {
            throw new PluginException("unavailable", "it could not be read or written: " + disk.getMessage(), disk);
        } finally {
            turn.release();
        }
    }

    private StagedFile stage(Path file, Request request) throws IOException, PluginException {
        try {
            return staging.copy(file);
        } catch (PluginException refused) {
            records.failed(Optional.empty(), request.source(), request.principal(), refused);
            throw refused;
        }
    }

    /**
     * What installing a file would do, without doing it; nothing of it is recorded.
     *
     * @throws PluginException when the file is no plugin
     */
    Examination plan(Path file, Request request) throws PluginException, InterruptedException {
        begin();
        try (StagedFile staged = staging.copy(file)) {
            return examiner.examine(staged, request, desired.get());
        } catch (ClosedByInterruptException interrupted) {
            Thread.interrupted();
            throw interrupted(interrupted);
        } catch (IOException disk) {
            throw new PluginException("unavailable", "it could not be read: " + disk.getMessage(), disk);
        } finally {
            turn.release();
        }
    }

    private Examination examine(StagedFile staged, Request request, Acceptance accepts)
            throws IOException, PluginException {
        Optional<InstalledPlugin> found = Optional.empty();
        try {
            Examination examined = examiner.examine(staged, request, desired.get());
            found = Optional.of(examined.plugin());
            if (examined.refusal().isPresent()) {
                throw examined.refusal().get();
            }
            accepts.check(examined.before(), examined.plugin());
            return examined;
        } catch (PluginException refused) {
            records.failed(found, request.source(), request.principal(), refused);
            throw refused;
        }
    }

    /** The same bytes again: nothing to do but to remember where they lie now. */
    private Result adopt(InstalledPlugin plugin, Request request) throws IOException {
        Desired now = desired.get();
        if (!request.file().isEmpty()) {
            now = now.deployed(request.file(), new DeployedFile(plugin.sha256(), plugin.id()));
            if (plugin.source().equals("deploy")) {
                now = now.with(plugin.inFile(request.file()));
            }
            desired.set(now);
        }
        var same = Optional.of(plugin);
        return new Result(plugin, same, Plan.of(same, same, List.of()));
    }

    private Result replace(StagedFile staged, Examination examined, Request request)
            throws PluginException, InterruptedException, IOException {
        Optional<InstalledPlugin> before = examined.before();
        InstalledPlugin after = examined.plugin();
        var result = new Result(after, before, examined.plan());
        var change = new Change(ids.next("pc"), clock.instant(), request.principal(), request.source(),
                records.newest(), before, Optional.of(after), request.outcome().of(result));
        records.requested(change, examined.plan().trust());
        jars.keep(staged, after);
        desired.set(desired.get().begin(change));
        complete(change);
        return result;
    }

    /** Brings a change that is written down to its end, or undoes it. */
    void complete(Change change) throws PluginException, InterruptedException, IOException {
        InstalledPlugin after = change.after().orElseThrow();
        try {
            // The same bytes that do not serve are started afresh.
            change.before().filter(old -> old.sha256().equals(after.sha256())).ifPresent(this::removeBundle);
            Bundle bundle = bundles.start(after.symbolicName(), after.sha256(), jars.file(after));
            health.await(bundle, after.toolLabels(), healthTimeout);
            records.done(change);
        } catch (PluginException | InterruptedException | IOException | RuntimeException failed) {
            undo(change, failed);
            throw failed;
        }
        cut(change);
    }

    /** The effect is recorded: what was replaced goes. */
    void cut(Change change) throws IOException {
        change.before().filter(old -> change.after().filter(after -> after.sha256().equals(old.sha256())).isEmpty())
                .ifPresent(old -> {
                    drain(old);
                    removeBundle(old);
                    jars.delete(old);
                });
        desired.set(desired.get().finished(change));
        held.tidy(desired.get());
        reasons.remove(change.subject().id());
    }

    private void undo(Change change, Exception failed) throws IOException {
        InstalledPlugin after = change.after().orElseThrow();
        // An interrupt is for the change, not for putting things back.
        boolean interrupted = Thread.interrupted();
        discard(after);
        if (change.before().filter(before -> before.sha256().equals(after.sha256())).isEmpty()) {
            jars.delete(after);
        }
        desired.set(desired.get().abandoned());
        var reason = failed instanceof PluginException refused
                ? refused
                : new PluginException("unavailable", "it was not completed: " + failed, failed);
        change.before().filter(before -> bundles.find(before.symbolicName(), before.sha256()).isEmpty())
                .ifPresent(before -> reasons.put(before.id(), String.valueOf(reason.getMessage())));
        records.failed(Optional.of(after), change.source(), change.principal(), reason);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes a plugin, if the condition holds when it is its turn. */
    Optional<Result> uninstall(String id, Request request, Predicate<InstalledPlugin> condition)
            throws PluginException, InterruptedException {
        begin();
        try {
            Optional<InstalledPlugin> before = Optional.ofNullable(desired.get().plugins().get(id)).filter(condition);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            var result = new Result(before.get(), before, Plan.of(before, Optional.empty(), List.of()));
            var change = new Change(ids.next("pc"), clock.instant(), request.principal(), request.source(),
                    records.newest(), before, Optional.empty(), request.outcome().of(result));
            records.requested(change, Optional.empty());
            desired.set(desired.get().begin(change));
            remove(change);
            return Optional.of(result);
        } catch (IOException disk) {
            throw new PluginException("unavailable", "it could not be written: " + disk.getMessage(), disk);
        } finally {
            turn.release();
        }
    }

    /** Brings a removal that is written down to its end, or undoes it. */
    void remove(Change change) throws PluginException, IOException, InterruptedException {
        InstalledPlugin before = change.before().orElseThrow();
        drain(before);
        removeBundle(before);
        try {
            records.done(change);
        } catch (PluginException unrecorded) {
            desired.set(desired.get().abandoned());
            start(before);
            throw unrecorded;
        }
        cut(change);
    }

    /** Starts what is installed; a failure is kept as the plugin's reason. */
    Optional<Bundle> start(InstalledPlugin plugin) throws InterruptedException {
        try {
            reasons.remove(plugin.id());
            return Optional.of(bundles.start(plugin.symbolicName(), plugin.sha256(), jars.file(plugin)));
        } catch (PluginException | IOException failed) {
            // what the framework remembers of it would stand for the reason
            discard(plugin);
            fail(plugin, failed);
            return Optional.empty();
        }
    }

    void fail(InstalledPlugin plugin, Exception failed) {
        LOG.warn("The plugin {} {} does not serve", plugin.id(), plugin.version(), failed);
        reasons.put(plugin.id(), String.valueOf(failed.getMessage()));
        records.failed(Optional.of(plugin), "start", "gateway", failed instanceof PluginException refused
                ? refused
                : new PluginException("start_failed", "its file is gone: " + failed.getMessage(), failed));
    }

    /** Changes what is known of the deploy folder, between changes. */
    void note(UnaryOperator<Desired> edit) throws IOException, InterruptedException {
        turn.acquire();
        try {
            if (!closed) {
                desired.set(edit.apply(desired.get()));
            }
        } finally {
            turn.release();
        }
    }

    void open() {
        turn.release();
    }

    /** Waits for the change under way, and lets no other begin: who waits for his turn is told so. */
    boolean close(Duration limit) throws InterruptedException {
        closed = true;
        try {
            return turn.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            turn.release();
        }
    }

    private void begin() throws PluginException, InterruptedException {
        turn.acquire();
        if (closed) {
            turn.release();
            throw new PluginException("unavailable", "plugins are not managed for a moment; try again", null);
        }
    }

    /** Why it does not serve; empty when it does. */
    Optional<String> ailment(InstalledPlugin plugin) {
        return bundles.findUsable(plugin.symbolicName(), plugin.sha256())
                .map(bundle -> health.ailment(bundle, plugin.toolLabels()))
                .orElseGet(() -> Optional.of(reasons.getOrDefault(plugin.id(), "it is being started")));
    }

    private boolean serves(InstalledPlugin plugin) {
        return ailment(plugin).isEmpty();
    }

    private void drain(InstalledPlugin plugin) {
        bundles.find(plugin.symbolicName(), plugin.sha256()).ifPresent(bundle -> health.drain(bundle, drainLimit));
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

    private static InterruptedException interrupted(Throwable cause) {
        return (InterruptedException) new InterruptedException("interrupted while copying").initCause(cause);
    }

    /**
     * A change somebody wants.
     *
     * @param source {@code deploy}, {@code blob} or {@code path}
     * @param file the name in the deploy folder, empty for other sources
     * @param principal who asks
     * @param outcome makes what to keep for the idempotency key
     */
    record Request(String source, String file, String principal, Outcome outcome) {}

    /** Makes the stored outcome of a result before the effect, so that a crash after it loses no answer. */
    @FunctionalInterface
    interface Outcome {
        /** For requests without an idempotency key. */
        Outcome NONE = result -> Optional.empty();

        Optional<StoredOutcome> of(Result result);
    }

    /** Judges whether a plugin's present state allows what was asked for. */
    @FunctionalInterface
    interface Acceptance {
        Acceptance ANY = (before, after) -> {};

        /** Whether an operator lets it ask for more than what is installed. */
        default boolean allowsMore() {
            return false;
        }

        void check(Optional<InstalledPlugin> before, InstalledPlugin after) throws PluginException;
    }

    /**
     * What was done.
     *
     * @param plugin as it is now, or was before its removal
     * @param before what it replaced
     * @param plan what changed
     */
    record Result(
            InstalledPlugin plugin,
            Optional<InstalledPlugin> before,
            PluginManager.Plan plan) {}
}
