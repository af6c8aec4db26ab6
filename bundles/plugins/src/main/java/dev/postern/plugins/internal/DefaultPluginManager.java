// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.postern.core.health.HealthPart;
import dev.postern.core.home.PosternHome;
import dev.postern.core.json.Json;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginHosts;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.plugin.PluginManager;
import dev.postern.core.plugin.ZipCheck;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Store;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.plugins.internal.Changes.Acceptance;
import dev.postern.plugins.internal.Changes.Outcome;
import dev.postern.plugins.internal.Changes.Result;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.Planning.InstalledChange;
import dev.postern.plugins.internal.Planning.Wanted;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import dev.postern.plugins.internal.PluginsApply.AppliedPlugin;
import dev.postern.plugins.internal.Reconciler.Wish;
import dev.postern.plugins.internal.scan.ReachPolicy;
import dev.postern.plugins.internal.trust.HeldUpdate;
import dev.postern.plugins.internal.trust.Publishers;
import dev.postern.plugins.internal.trust.SignaturePolicy;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.resolver.Resolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every way in leads here: requests, the command line, the deploy folder. */
@Component(service = {PluginManager.class, DefaultPluginManager.class,
    HealthPart.class}, configurationPid = PluginsConfig.PID)
@Designate(ocd = PluginsConfig.class)
public final class DefaultPluginManager implements PluginManager, HealthPart {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultPluginManager.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final DesiredFile desired;
    private final Placement placement;
    private final PluginBundles bundles;
    private final Shipped shipped;
    private final HeldUpdates held;
    private final HeldDecisions decisions;
    private final Changes changes;
    private final Completion completion;
    private final Planning planning;
    private final Convergence convergence;
    private final Turn turn = new Turn();
    private final WantedFile wanted;
    private final Reconciler reconciler;
    private final WantedFiles files;
    private final Uptake uptake;
    private final DeployFolder deployFolder;
    private final Thread starter;
    private final long maxBundleBytes;
    private volatile String trouble = "";

    /** Begins to put things in order on a thread of its own; changes wait for that. */
    @Activate
    public DefaultPluginManager(
            BundleContext context,
            PluginsConfig config,
            @Reference Json json,
            @Reference Store store,
            @Reference Journal journal,
            @Reference ToolRegistry registry,
            @Reference ServiceComponentRuntime components,
            @Reference Resolver resolver,
            @Reference Sources sources,
            @Reference DisabledTools disabledTools,
            @Reference ProgressEvents events,
            @Reference PluginHosts hosts) throws IOException {
        var home = new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY)));
        Path folder = home.data().resolve("plugins");
        var limit = Duration.ofMillis(config.health_timeout_millis());
        var clock = Clock.systemUTC();
        maxBundleBytes = config.max_bundle_bytes();
        var staging = new Staging(folder.resolve(".staging"), config.max_bundle_bytes());
        var jars = new JarStore(folder);
        desired = DesiredFile.open(folder.resolve("installed.json"), json);
        placement = new Placement(hosts, desired);
        bundles = new PluginBundles(context, limit, placement, new StartMarks(folder.resolve(".starting")));
        var health = new PluginHealth(context, components, registry, placement);
        var progress = new Progress(events::send);
        var records = new Records(json, store, journal, clock, progress);
        var reader = new JarReader(new HeaderRules(List.of(config.allowed_imports())),
                new ZipCheck(config.max_unpacked_bytes(), "max.unpacked.bytes of " + PluginsConfig.PID),
                new ToolFiles(json));
        var signatures = new SignaturePolicy(config, new Publishers(config), Objects.requireNonNullElse(
                context.getProperty(SignaturePolicy.HOST), ""), clock);
        shipped = new Shipped(context, health);
        held = HeldUpdates.open(folder.resolve(".held"), json, records, clock);
        disabledTools.follow(desired::get);
        wanted = new WantedFile(home.plugins(), json);
        completion = new Completion(jars, bundles, health, desired, wanted, records, held, progress, limit,
                Duration.ofMillis(config.drain_millis()));
        var examiner = new Examiner(reader, jars, signatures, new ReachPolicy(config), new DryResolve(resolver),
                registry,
                shipped, bundles, progress);
        changes = new Changes(clock, staging, jars, examiner, desired, records, held, completion, turn, progress);
        decisions = new HeldDecisions(changes, held);
        planning = new Planning(turn, staging, jars, examiner, desired, completion);
        files = new WantedFiles(desired, jars, sources, home.deploy(), maxBundleBytes);
        reconciler = new Reconciler(changes, desired, files, jars);
        uptake = new Uptake(wanted, files, reconciler, turn);
        convergence = new Convergence(completion, bundles, health, desired, records, held, staging, jars, limit);
        deployFolder = new DeployFolder(home.deploy(), changes, desired,
                Duration.ofMillis(config.settle_millis()));
        starter = Thread.ofVirtual().name("postern-plugins-start").start(this::start);
    }

    private void start() {
        try {
            convergence.run();
            uptake.begin();
            turn.open();
            Thread.ofVirtual().name("postern-plugins-uptake").start(uptake::complete);
            deployFolder.watch();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException failed) {
            LOG.error("Plugins could not be put in order; none can be changed until the gateway starts again", failed);
            trouble = "plugins could not be put in order at the start: " + failed.getMessage();
        }
    }

    /** What marketplaces have of it is fetched before the turn is taken. */
    List<AppliedPlugin> apply(WantedPlugins document, Wish wish) throws PluginException, InterruptedException {
        try (FetchedFiles fetched = files.fetch(files.missing(document))) {
            return turn.take(() -> {
                List<AppliedPlugin> applied = reconciler.reconcile(document, wish.with(fetched));
                if (!wish.planOnly()) {
                    wanted.settle(applied);
                }
                return applied;
            });
        }
    }

    /** What is installed, as a person may keep it. */
    WantedPlugins export() {
        return WantedPlugins.of(desired.get());
    }

    /** Waits for the change under way. Plugins go on serving. */
    @Deactivate
    public void stop() throws InterruptedException {
        deployFolder.close();
        if (!turn.close(CLOSE_LIMIT)) {
            starter.interrupt();
            LOG.warn("A change was still under way after {}; the next start completes it", CLOSE_LIMIT);
        }
        uptake.stop();
    }

    @Override
    public List<PluginInfo> plugins() {
        var plugins = new ArrayList<>(shipped.plugins());
        desired.get().plugins().values().forEach(plugin -> plugins.add(info(plugin)));
        wanted.failures().forEach((id, failure) -> {
            if (!desired.get().plugins().containsKey(id)) {
                plugins.add(new PluginInfo(id, failure.version(), id, PluginInfo.State.FAILED, failure.reason(), false,
                        List.of(), List.of(), false));
            }
        });
        plugins.sort(Comparator.comparing(PluginInfo::id));
        return plugins;
    }

    @Override
    public Optional<PluginInfo> plugin(String id) {
        return plugins().stream().filter(plugin -> plugin.id().equals(id)).findFirst();
    }

    @Override
    public Applied install(Path file, String source, String principal) throws PluginException, InterruptedException {
        Result result = install(file, new Request(source, "", principal, Outcome.NONE), Acceptance.ANY);
        return new Applied(info(result.plugin()), result.replaced().map(InstalledPlugin::version), result.plan());
    }

    Result install(Path file, Request request, Acceptance accepts) throws PluginException, InterruptedException {
        return changes.install(file, request, accepts);
    }

    PlanLook plan(Path file, Request request) throws PluginException, InterruptedException {
        return planning.ofFile(file, request);
    }

    PlanLook plan(String id, InstalledChange change, Request request) throws PluginException, InterruptedException {
        requireInstalled(id);
        return planning.ofChange(id, change, request);
    }

    List<PlanLook> plan(List<Wanted> files) throws PluginException, InterruptedException {
        return planning.ofFiles(files);
    }

    /** That a file may have. */
    long maxBundleBytes() {
        return maxBundleBytes;
    }

    /** Removes what was installed for another's sake, if nobody changed it since, nor uses it. */
    void takeBack(InstalledPlugin plugin, Request request) throws PluginException, InterruptedException {
        changes.uninstall(plugin.id(), request, now -> now.sha256().equals(plugin.sha256())
                && completion.dependents(now).isEmpty());
    }

    /** Whether it stays at its version unless another is named. */
    boolean isPinned(String id) {
        return desired.get().isPinned(id);
    }

    void pin(String id, boolean stays, String principal) throws PluginException, InterruptedException {
        requireInstalled(id);
        if (!Seat.plugin(id).equals(id)) {
            throw new PluginException("older_version", id + " is an older major, which is updated by exact version"
                    + " only; pin " + Seat.plugin(id), null);
        }
        changes.pin(id, stays, principal);
    }

    @Override
    public void uninstall(String id, String principal) throws PluginException, InterruptedException {
        uninstall(id, new Request("request", "", principal, Outcome.NONE));
    }

    Result uninstall(String id, Request request) throws PluginException, InterruptedException {
        requireInstalled(id);
        return changes.uninstall(id, request, plugin -> true)
                .orElseThrow(() -> new PluginException("not_found", "there is no plugin " + id, null));
    }

    @Override
    public void disable(String id, String principal) throws PluginException, InterruptedException {
        disable(id, new Request("request", "", principal, Outcome.NONE));
    }

    Result disable(String id, Request request) throws PluginException, InterruptedException {
        requireInstalled(id);
        return changes.disable(id, request);
    }

    @Override
    public void enable(String id, String principal) throws PluginException, InterruptedException {
        enable(id, new Request("request", "", principal, Outcome.NONE));
    }

    Result enable(String id, Request request) throws PluginException, InterruptedException {
        requireInstalled(id);
        return changes.enable(id, request);
    }

    @Override
    public Applied rollback(String id, String principal) throws PluginException, InterruptedException {
        Result result = rollback(id, new Request("request", "", principal, Outcome.NONE));
        return new Applied(info(result.plugin()), result.replaced().map(InstalledPlugin::version), result.plan());
    }

    Result rollback(String id, Request request) throws PluginException, InterruptedException {
        requireInstalled(id);
        return changes.rollback(id, request);
    }

    /** Tools of all majors of the plugin that an id is of. */
    List<ToolFile> tools(String id) {
        return planning.serving(id);
    }

    /** The same once what is installed under the id is gone. */
    List<ToolFile> toolsWithout(String id) {
        return installed(id).map(planning::without).orElse(List.of());
    }

    /** The version that a rollback leads to. */
    Optional<String> versionBefore(String id) {
        return desired.get().before(id).map(InstalledPlugin::version);
    }

    private void requireInstalled(String id) throws PluginException {
        if (shipped.has(id)) {
            throw new PluginException("shipped", "the plugin " + id + " ships with the gateway and stays", null);
        }
    }

    /** Where an installed plugin came from; empty for those that ship. */
    Optional<InstalledPlugin> installed(String id) {
        return Optional.ofNullable(desired.get().plugins().get(id));
    }

    /** Whether it runs in a process of its own now. */
    boolean isolated(String id) {
        return installed(id).flatMap(plugin -> bundles.find(plugin.symbolicName(), plugin.sha256()))
                .flatMap(placement::ailment).isPresent();
    }

    /** Updates that wait for an operator's word, by plugin. */
    List<HeldUpdate> held() {
        return held.all();
    }

    /** What to say about them. */
    HeldDecisions decisions() {
        return decisions;
    }

    /** Files of the deploy folder that were refused; what waits is told by {@link #held}. */
    List<DeployFolder.RefusedFile> refusedFiles() {
        return deployFolder.refused().stream().filter(file -> !file.code().equals("held")).toList();
    }

    @Override
    public String name() {
        return "plugins";
    }

    @Override
    public Health health() {
        if (!trouble.isEmpty()) {
            return Health.down(trouble);
        }
        var said = new ArrayList<String>();
        plugins().stream()
                .filter(plugin -> plugin.state() == PluginInfo.State.FAILED
                        || wanted.failures().containsKey(plugin.id()))
                .forEach(plugin -> said.add(plugin.id() + ": " + plugin.reason()));
        if (!wanted.trouble().isEmpty()) {
            said.add(wanted.trouble());
        }
        boolean up = said.isEmpty();
        List<String> awaited = uptake.awaited();
        if (!awaited.isEmpty()) {
            said.add("marketplaces are asked for what plugins.json wants: " + String.join(", ", awaited));
        }
        return new Health(up, String.join("; ", said));
    }

    private PluginInfo info(InstalledPlugin plugin) {
        boolean disabled = desired.get().isDisabled(plugin.id());
        Optional<String> ailment = disabled ? completion.reason(plugin.id()) : completion.ailment(plugin);
        PluginInfo.State state = ailment.isEmpty() ? PluginInfo.State.ACTIVE : PluginInfo.State.FAILED;
        String reason = ailment.or(() -> Optional.ofNullable(wanted.failures().get(plugin.id()))
                .map(WantedFile.Failure::reason)).orElse("");
        return new PluginInfo(plugin.id(), plugin.version(), plugin.title(),
                disabled ? PluginInfo.State.DISABLED : state, reason, false,
                List.of(plugin.bundle()), plugin.toolLabels(), desired.get().isPinned(plugin.id()));
    }
}
