// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.Contributions.ServiceChanges;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import dev.postern.plugins.internal.Staging.StagedFile;

/** Tells what a change would do, without doing it; nothing of it is recorded. */
final class Planning {
    private final Turn turn;
    private final Staging staging;
    private final JarStore jars;
    private final Examiner examiner;
    private final DesiredFile desired;
    private final Completion completion;

    Planning(
            Turn turn,
            Staging staging,
            JarStore jars,
            Examiner examiner,
            DesiredFile desired,
            Completion completion) {
        this.turn = turn;
        this.staging = staging;
        this.jars = jars;
        this.examiner = examiner;
        this.desired = desired;
        this.completion = completion;
    }

    /**
     * Of installing a file.
     *
     * @throws PluginException when the file is no plugin
     */
    PlanLook ofFile(Path file, Request request) throws PluginException, InterruptedException {
        return turn.take(() -> examined(file, request));
    }

    /**
     * Of installing files one after another, each as if those before it were there.
     *
     * @throws PluginException when one is no plugin
     */
    List<PlanLook> ofFiles(List<Wanted> wanted) throws PluginException, InterruptedException {
        return turn.take(() -> {
            var looks = new ArrayList<PlanLook>();
            var before = new ArrayList<StagedFile>();
            try {
                for (Wanted each : wanted) {
                    before.add(staging.copy(each.file()));
                    looks.add(examined(before.getLast(), each.request(), before.subList(0, before.size() - 1)));
                }
                return looks;
            } finally {
                for (StagedFile staged : before) {
                    staged.close();
                }
            }
        });
    }

    /**
     * Of a change of what is installed.
     *
     * @throws PluginException when there is no such plugin, or nothing to go back to
     */
    PlanLook ofChange(String id, InstalledChange change, Request request) throws PluginException, InterruptedException {
        return turn.take(() -> {
            InstalledPlugin plugin = desired.get().known(id);
            var runs = Optional.of(plugin);
            return switch (change) {
                case ROLLBACK -> examined(jars.existing(desired.get().knownBefore(plugin)), request.goingBack(id));
                case DISABLE, UNINSTALL -> new PlanLook(new Examination(plugin, runs,
                        Plan.of(runs, Optional.empty(), List.of()), Optional.empty()),
                        ServiceChanges.between(Contributions.of(jars.file(plugin)), List.of()),
                        completion.dependents(plugin), serving(id), without(plugin));
                case ENABLE -> {
                    Examination kept = examined(jars.existing(plugin), request.goingBack(id)).examination();
                    yield new PlanLook(new Examination(plugin, runs, Plan.of(Optional.empty(), runs, List.of()),
                            kept.refusal()),
                            ServiceChanges.between(List.of(), Contributions.of(jars.file(plugin))), List.of(),
                            serving(id), Stream.concat(serving(id).stream(), plugin.tools().stream()).toList());
                }
            };
        });
    }

    private PlanLook examined(Path file, Request request) throws PluginException, IOException {
        try (StagedFile staged = staging.copy(file)) {
            return examined(staged, request, List.of());
        }
    }

    private PlanLook examined(StagedFile staged, Request request, List<StagedFile> alongside)
            throws PluginException, IOException {
        Examination examined = examiner.examine(staged, request, desired.get(), alongside);
        Optional<InstalledPlugin> before = examined.before().filter(_ -> examined.kept().isEmpty());
        var services = ServiceChanges.between(before.map(jars::file).map(Contributions::of).orElse(List.of()),
                Contributions.of(staged.file()));
        return new PlanLook(examined, services, before.map(completion::dependents).orElse(List.of()),
                serving(examined.plugin().id()), Stream.concat(
                        before.map(this::without).orElseGet(() -> serving(examined.plugin().id())).stream(),
                        examined.plugin().tools().stream()).toList());
    }

    /** Tools of all majors of the plugin that an id is of. */
    List<ToolFile> serving(String id) {
        return tools(desired.get().majors(id).stream());
    }

    /** The same once it is gone: its other majors serve on. */
    List<ToolFile> without(InstalledPlugin plugin) {
        return tools(desired.get().majors(plugin.id()).stream().filter(other -> !other.id().equals(plugin.id())));
    }

    private List<ToolFile> tools(Stream<InstalledPlugin> plugins) {
        return plugins.filter(plugin -> !desired.get().isDisabled(plugin.id()))
                .flatMap(plugin -> plugin.tools().stream()).toList();
    }

    /**
     * A file that would be installed.
     *
     * @param file where it lies
     * @param request by which
     */
    record Wanted(Path file, Request request) {}

    /** What can be done to a plugin that is installed. */
    public enum InstalledChange {
        ROLLBACK, DISABLE, ENABLE, UNINSTALL
    }
}
