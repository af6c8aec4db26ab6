// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager;
import dev.postern.core.tool.Majors;
import dev.postern.plugins.internal.Changes.Outcome;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.PluginsApply.Action;
import dev.postern.plugins.internal.PluginsApply.AppliedPlugin;
import dev.postern.plugins.internal.PluginsApply.Refused;
import dev.postern.plugins.internal.WantedFiles.FoundFile;
import dev.postern.plugins.internal.WantedPlugins.WantedPlugin;

/**
 * Makes what is installed what somebody wants: each plugin as one change, whole or not at all, and one that cannot be had
 * keeps no other. Used by whoever has his turn.
 */
final class Reconciler {
    private final Changes changes;
    private final DesiredFile desired;
    private final WantedFiles files;
    private final JarStore jars;

    Reconciler(Changes changes, DesiredFile desired, WantedFiles files, JarStore jars) {
        this.changes = changes;
        this.desired = desired;
        this.files = files;
        this.jars = jars;
    }

    /** What was or would be done, for each plugin that is wanted or goes; those that go first, as their tools' names do. */
    List<AppliedPlugin> reconcile(WantedPlugins wanted, Wish wish) throws InterruptedException {
        return reconcile(wanted, wanted.plugins(), wish);
    }

    /** The same for some of those that are wanted; the others are as they are. */
    List<AppliedPlugin> reconcile(WantedPlugins wanted, Map<String, WantedPlugin> some, Wish wish)
            throws InterruptedException {
        var applied = new ArrayList<AppliedPlugin>();
        if (wish.prune()) {
            for (InstalledPlugin plugin : desired.get().sorted()) {
                if (wanted.plugin(plugin.id()).isEmpty()) {
                    applied.add(remove(plugin, wish));
                }
            }
        }
        var brought = new TreeMap<String, AppliedPlugin>();
        Desired planned = desired.get();
        Map<String, WantedPlugin> left = new TreeMap<>(some);
        while (!left.isEmpty()) {
            for (var entry : left.entrySet()) {
                String id = entry.getKey();
                Desired now = wish.planOnly() ? planned : desired.get();
                Optional<String> kept = kept(id, entry.getValue(), wanted, now);
                AppliedPlugin done = bring(id, entry.getValue(), kept.isPresent(), wish, now);
                brought.put(id, done);
                if (kept.isPresent() && done.refused().isEmpty()) {
                    planned = planned.renamed(id, kept.get());
                }
            }
            left = wish.planOnly() ? Map.of() : stillUnresolved(left, brought);
        }
        applied.addAll(brought.values());
        return applied;
    }

    /** What one needs another may have brought meanwhile; where none was brought, nothing more comes of it. */
    private static Map<String, WantedPlugin> stillUnresolved(Map<String, WantedPlugin> tried,
            Map<String, AppliedPlugin> brought) {
        var unresolved = new TreeMap<>(tried);
        unresolved.keySet().removeIf(id -> Optional.ofNullable(brought.get(id)).flatMap(AppliedPlugin::refused)
                .filter(refused -> refused.code().equals("unresolved")).isEmpty());
        boolean more = tried.keySet().stream().map(brought::get).filter(Objects::nonNull)
                .anyMatch(each -> each.refused().isEmpty() && each.action() != Action.NONE);
        return more ? unresolved : Map.of();
    }

    private AppliedPlugin remove(InstalledPlugin plugin, Wish wish) throws InterruptedException {
        return attempt(plugin.id(), Action.UNINSTALL, Optional.empty(), () -> wish.planOnly()
                ? Planned.of(Plan.of(Optional.of(plugin), Optional.empty(), List.of()))
                : Planned.of(changes.uninstallNow(plugin, wish.request("request", "", Terms.NONE)).plan()));
    }

    /** The id under which what is installed is wanted beside a new major. */
    private static Optional<String> kept(String id, WantedPlugin entry, WantedPlugins wanted, Desired now) {
        return Optional.ofNullable(now.plugins().get(id)).map(plugin -> Majors.of(plugin.version()))
                .filter(present -> !entry.version().startsWith(present + "."))
                .map(present -> Seat.id(id, present)).filter(older -> wanted.plugin(older).isPresent());
    }

    private AppliedPlugin bring(String id, WantedPlugin entry, boolean keep, Wish wish, Desired now)
            throws InterruptedException {
        Optional<InstalledPlugin> before = Optional.ofNullable(now.plugins().get(id));
        boolean rests = now.isDisabled(id);
        boolean same = before.filter(plugin -> plugin.sha256().equals(entry.sha256())).isPresent();
        if (!same) {
            return attempt(id, before.isPresent() ? Action.UPDATE : Action.INSTALL, Optional.of(entry.version()),
                    () -> pinned(place(id, entry, keep, wish, now), id, entry, wish));
        }
        InstalledPlugin plugin = before.orElseThrow();
        Action action = rests == entry.isDisabled() ? pinning(id, entry) : rests ? Action.ENABLE : Action.DISABLE;
        return attempt(id, action, Optional.of(entry.version()), () -> {
            check(id, entry, plugin);
            return pinned(Planned.of(turn(plugin, action, wish)), id, entry, wish);
        });
    }

    private Action pinning(String id, WantedPlugin entry) {
        return desired.get().isPinned(id) == entry.isPinned()
                ? Action.NONE
                : entry.isPinned() ? Action.PIN : Action.UNPIN;
    }

    private Planned pinned(Planned done, String id, WantedPlugin entry, Wish wish) throws PluginException, IOException {
        if (!wish.planOnly()) {
            changes.pinNow(desired.get().known(id), entry.isPinned(), wish.principal());
        }
        return done;
    }

    private PluginManager.Plan turn(InstalledPlugin plugin, Action action, Wish wish)
            throws PluginException, InterruptedException, IOException {
        Optional<InstalledPlugin> runs = Optional.of(plugin);
        Request request = wish.request("request", "", Terms.NONE);
        return switch (action) {
            case ENABLE -> {
                if (!wish.planOnly()) {
                    yield changes.enableNow(plugin, request).plan();
                }
                var refusal = changes.planNow(jars.existing(plugin), request.goingBack(plugin.id()),
                        desired.get()).refusal();
                if (refusal.isPresent()) {
                    throw refusal.get();
                }
                yield Plan.of(Optional.empty(), runs, List.of());
            }
            case DISABLE -> wish.planOnly()
                    ? Plan.of(runs, Optional.empty(), List.of())
                    : changes.disableNow(plugin, request).plan();
            default -> Plan.of(runs, runs, List.of());
        };
    }

    private Planned place(String id, WantedPlugin entry, boolean keep, Wish wish, Desired now)
            throws PluginException, InterruptedException, IOException {
        FoundFile found = files.find(id, entry, wish.tenant(), wish.fetched());
        boolean back = now.before(id).filter(it -> it.sha256().equals(entry.sha256())).isPresent();
        Request request = wish.request(found.source(), found.name(), new Terms(back, found.from(),
                Optional.of(entry.sha256()), Optional.of(entry.isDisabled()), keep, Optional.of(id),
                found.warrant()));
        if (wish.planOnly()) {
            Examination examined = changes.planNow(found.file(), request, now);
            check(id, entry, examined.plugin());
            return new Planned(examined.plan(), examined.refusal());
        }
        return Planned.of(changes.installNow(found.file(), request, (_, read) -> check(id, entry, read)).plan());
    }

    private static void check(String id, WantedPlugin entry, InstalledPlugin read) throws PluginException {
        if (!read.id().equals(id)) {
            throw new PluginException("wrong_plugin",
                    "the file with that digest holds the plugin " + read.id() + ", not " + id, null);
        }
        if (!read.version().equals(entry.version())) {
            throw new PluginException("wrong_version", "the file with that digest holds version " + read.version()
                    + ", not " + entry.version() + "; say both as they are", null);
        }
    }

    private AppliedPlugin attempt(String id, Action action, Optional<String> version, Work work)
            throws InterruptedException {
        Optional<String> before = Optional.ofNullable(desired.get().plugins().get(id)).map(InstalledPlugin::version);
        try {
            Planned planned = work.run();
            return new AppliedPlugin(id, action, before, version, Optional.of(planned.plan()),
                    planned.refusal().map(Refused::of));
        } catch (PluginException refused) {
            return new AppliedPlugin(id, action, before, version, Optional.empty(), Optional.of(Refused.of(refused)));
        } catch (IOException disk) {
            return new AppliedPlugin(id, action, before, version, Optional.empty(),
                    Optional.of(new Refused("unavailable",
                            "it could not be read or written: " + disk.getMessage())));
        }
    }

    /**
     * How somebody wants it.
     *
     * @param principal who
     * @param tenant whose blobs may be meant
     * @param planOnly whether nothing is done
     * @param prune whether what is not wanted goes
     * @param fetched what marketplaces sent for it
     */
    record Wish(String principal, String tenant, boolean planOnly, boolean prune, FetchedFiles fetched) {
        /** With nothing fetched yet. */
        Wish(String principal, String tenant, boolean planOnly, boolean prune) {
            this(principal, tenant, planOnly, prune, FetchedFiles.none());
        }

        Wish with(FetchedFiles files) {
            return new Wish(principal, tenant, planOnly, prune, files);
        }

        private Request request(String source, String file, Terms terms) {
            return new Request(source, file, principal, Outcome.NONE, terms);
        }
    }

    private record Planned(PluginManager.Plan plan, Optional<PluginException> refusal) {
        static Planned of(PluginManager.Plan done) {
            return new Planned(done, Optional.empty());
        }
    }

    private interface Work {
        Planned run() throws PluginException, InterruptedException, IOException;
    }
}
