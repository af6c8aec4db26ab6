// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.postern.core.id.Ids;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.plugins.internal.Desired.Action;
import dev.postern.plugins.internal.Desired.Change;
import dev.postern.plugins.internal.Desired.DeployedFile;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.Progress.Step;
import dev.postern.plugins.internal.Staging.StagedFile;

/** Makes changes, one after another: examine, write down the intent, then leave it to be completed. */
final class Changes {
    private final Ids ids = new Ids();
    private final Clock clock;
    private final Staging staging;
    private final JarStore jars;
    private final Examiner examiner;
    private final DesiredFile desired;
    private final Records records;
    private final HeldUpdates held;
    private final Completion completion;
    private final Turn turn;
    private final Progress progress;

    Changes(
            Clock clock,
            Staging staging,
            JarStore jars,
            Examiner examiner,
            DesiredFile desired,
            Records records,
            HeldUpdates held,
            Completion completion,
            Turn turn,
            Progress progress) {
        this.clock = clock;
        this.staging = staging;
        this.jars = jars;
        this.examiner = examiner;
        this.desired = desired;
        this.records = records;
        this.held = held;
        this.completion = completion;
        this.turn = turn;
        this.progress = progress;
    }

    /**
     * Installs a file, or updates the plugin that it holds. One that is disabled stays so.
     *
     * @param accepts judges whether the plugin's present state allows the request
     */
    Result install(Path file, Request request, Acceptance accepts) throws PluginException, InterruptedException {
        return turn.take(() -> installNow(file, request, accepts));
    }

    /** The same for whoever has his turn. */
    Result installNow(Path file, Request request, Acceptance accepts)
            throws PluginException, InterruptedException, IOException {
        try (var _ = underWay(request); StagedFile staged = stage(file, request)) {
            Examination examined = examine(staged, request, accepts);
            Optional<InstalledPlugin> before = examined.before();
            if (before.isPresent() && before.get().sha256().equals(examined.plugin().sha256())
                    && isAsWanted(before.get(), request)) {
                return adopt(before.get(), request);
            }
            if (examined.asksForMore() && !accepts.allowsMore()) {
                throw held.hold(staged, examined, request);
            }
            return replace(staged, examined, request);
        }
    }

    private StagedFile stage(Path file, Request request) throws IOException, PluginException {
        try {
            StagedFile staged = staging.copy(file);
            progress.passed(Step.FETCHED);
            request.terms().check(staged);
            progress.passed(Step.VERIFIED);
            return staged;
        } catch (PluginException refused) {
            records.failed(Optional.empty(), request.source(), request.principal(), refused);
            throw refused;
        }
    }

    /** What an examination says, for whoever has his turn, when this is what is installed. */
    Examination planNow(Path file, Request request, Desired installed) throws PluginException, IOException {
        try (StagedFile staged = staging.copy(file)) {
            request.terms().check(staged);
            return examiner.examine(staged, request, installed);
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
        return unchanged(plugin);
    }

    private Result unchanged(InstalledPlugin plugin) {
        var same = Optional.of(plugin);
        return new Result(plugin, same, Plan.of(same, same, List.of()), isDisabled(plugin));
    }

    private Result replace(StagedFile staged, Examination examined, Request request)
            throws PluginException, InterruptedException, IOException {
        InstalledPlugin after = examined.plugin();
        var result = new Result(after, examined.before(), examined.plan(),
                request.terms().disabled().orElse(isDisabled(after)), Optional.empty(), examined.kept());
        Change change = intend(examined.before().isPresent() ? Action.UPDATE : Action.INSTALL, Optional.of(after),
                result, request);
        jars.keep(staged, after);
        begin(change);
        return result;
    }

    private Change intend(Action action, Optional<InstalledPlugin> after, Result result, Request request)
            throws PluginException {
        progress.passed(Step.PLANNED);
        var change = new Change(progress.change(), clock.instant(), request.principal(), request.source(),
                records.newest(), result.before(), after, request.outcome().of(result), Optional.of(action),
                Optional.of(result.disabled()), Optional.of(isDisabled(result.plugin())), result.kept());
        records.requested(change, result.plan().trust());
        return change;
    }

    private void begin(Change change) throws PluginException, InterruptedException, IOException {
        desired.set(desired.get().begin(change));
        completion.complete(change);
    }

    /** Removes a plugin, if the condition holds when it is its turn. */
    Optional<Result> uninstall(String id, Request request, Predicate<InstalledPlugin> condition)
            throws PluginException, InterruptedException {
        return turn.take(() -> {
            Optional<InstalledPlugin> before = plugin(id).filter(condition);
            return before.isEmpty() ? Optional.empty() : Optional.of(uninstallNow(before.get(), request));
        });
    }

    /** The same for whoever has his turn. */
    Result uninstallNow(InstalledPlugin plugin, Request request)
            throws PluginException, InterruptedException, IOException {
        var before = Optional.of(plugin);
        var result = new Result(plugin, before, Plan.of(before, Optional.empty(), List.of()), false);
        try (var _ = underWay(request, plugin)) {
            begin(intend(Action.REMOVE, Optional.empty(), result, request));
        }
        return result;
    }

    /** Takes a plugin out of the framework and keeps its file. */
    Result disable(String id, Request request) throws PluginException, InterruptedException {
        return turn.take(() -> disableNow(desired.get().known(id), request));
    }

    /** The same for whoever has his turn. */
    Result disableNow(InstalledPlugin plugin, Request request)
            throws PluginException, InterruptedException, IOException {
        if (isDisabled(plugin)) {
            return unchanged(plugin);
        }
        var same = Optional.of(plugin);
        var result = new Result(plugin, same, Plan.of(same, Optional.empty(), List.of()), true);
        try (var _ = underWay(request, plugin)) {
            begin(intend(Action.DISABLE, same, result, request));
        }
        return result;
    }

    /** Lets a plugin that was disabled serve again; what it needs may have gone meanwhile. */
    Result enable(String id, Request request) throws PluginException, InterruptedException {
        return turn.take(() -> enableNow(desired.get().known(id), request));
    }

    /** The same for whoever has his turn. */
    Result enableNow(InstalledPlugin plugin, Request request)
            throws PluginException, InterruptedException, IOException {
        if (!isDisabled(plugin)) {
            return unchanged(plugin);
        }
        var same = Optional.of(plugin);
        var result = new Result(plugin, same, Plan.of(Optional.empty(), same, List.of()), false);
        try (var _ = underWay(request, plugin); StagedFile kept = stage(jars.existing(plugin), request)) {
            examine(kept, request.goingBack(plugin.id()), (_, read) -> plugin.requireSameFile(read.sha256()));
            begin(intend(Action.ENABLE, same, result, request));
        }
        return result;
    }

    /**
     * Goes back to the version before, whose file was kept. What its tools' callers lose by it is no reason to refuse.
     *
     * @throws PluginException code {@code no_version_before} when there is none, or why that version cannot serve
     */
    Result rollback(String id, Request request) throws PluginException, InterruptedException {
        return turn.take(() -> {
            InstalledPlugin now = desired.get().known(id);
            InstalledPlugin kept = desired.get().knownBefore(now);
            try (var _ = underWay(request, kept); StagedFile staged = stage(jars.existing(kept), request)) {
                Examination examined = examine(staged, request.goingBack(id),
                        (_, read) -> kept.requireSameFile(read.sha256()));
                var result = new Result(kept, Optional.of(now), examined.plan(), isDisabled(now), examined.waived(),
                        Optional.empty());
                begin(intend(Action.ROLLBACK, Optional.of(kept), result, request));
                return result;
            }
        });
    }

    /** Lets a plugin stay at its version when updates are made, or no more; on record first. */
    void pin(String id, boolean stays, String principal) throws PluginException, InterruptedException {
        turn.take(() -> {
            pinNow(desired.get().known(id), stays, principal);
            return id;
        });
    }

    /** The same for whoever has his turn. */
    void pinNow(InstalledPlugin plugin, boolean stays, String principal) throws PluginException, IOException {
        if (desired.get().isPinned(plugin.id()) != stays) {
            records.pinned(plugin, stays, principal);
            // the file first: a start after a crash takes up what it says
            completion.tellPin(plugin, stays);
            desired.set(desired.get().pinned(plugin.id(), stays));
        }
    }

    /** Changes what is known of the deploy folder, between changes. */
    void note(UnaryOperator<Desired> edit) throws PluginException, InterruptedException {
        turn.take(() -> {
            desired.set(edit.apply(desired.get()));
            return edit;
        });
    }

    private UnderWay underWay(Request request) {
        progress.begin(ids.next("pc"), request.source(), request.principal());
        return progress::end;
    }

    private UnderWay underWay(Request request, InstalledPlugin plugin) {
        UnderWay began = underWay(request);
        progress.holds(plugin.id(), plugin.version());
        return began;
    }

    private boolean isAsWanted(InstalledPlugin plugin, Request request) {
        boolean rests = isDisabled(plugin);
        return rests == request.terms().disabled().orElse(rests)
                && (rests || completion.ailment(plugin).isEmpty());
    }

    private boolean isDisabled(InstalledPlugin plugin) {
        return desired.get().isDisabled(plugin.id());
    }

    private Optional<InstalledPlugin> plugin(String id) {
        return Optional.ofNullable(desired.get().plugins().get(id));
    }

    /** While a change is. */
    private interface UnderWay extends AutoCloseable {
        @Override
        void close();
    }

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
     * @param disabled whether it is installed and does not run
     * @param waived what an update would have been refused for
     * @param kept the id under which what was installed serves on beside it
     */
    record Result(
            InstalledPlugin plugin,
            Optional<InstalledPlugin> before,
            PluginManager.Plan plan,
            boolean disabled,
            Optional<String> waived,
            Optional<String> kept) {
        Result(InstalledPlugin plugin, Optional<InstalledPlugin> before, PluginManager.Plan plan, boolean disabled) {
            this(plugin, before, plan, disabled, Optional.empty(), Optional.empty());
        }

        /** What it took the place of. */
        Optional<InstalledPlugin> replaced() {
            return before.filter(_ -> kept.isEmpty());
        }
    }
}
