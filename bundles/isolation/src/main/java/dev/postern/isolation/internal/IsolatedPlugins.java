// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import dev.postern.core.health.HealthPart;
import dev.postern.core.home.PosternHome;
import dev.postern.core.identity.Passes;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginHosts;
import dev.postern.core.tool.NodeWarrants;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plugins that run in processes of their own, by the settings of when they were started. */
@Component(configurationPid = IsolationConfig.PID, service = {PluginHosts.class, NodeWarrants.class, HealthPart.class})
@Designate(ocd = IsolationConfig.class)
public final class IsolatedPlugins implements PluginHosts, NodeWarrants, HealthPart {
    private static final Logger LOG = LoggerFactory.getLogger(IsolatedPlugins.class);

    private final Passes passes;
    private final Layout layout;
    private final Path home;
    private final Map<Long, HostProcess> hosts = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile IsolationSettings settings;
    private volatile @Nullable Bubblewrap bubblewrap;

    /** No process yet. */
    @Activate
    public IsolatedPlugins(BundleContext context, @Reference Passes passes, IsolationConfig config) {
        this.passes = passes;
        layout = new Layout(Path.of(Objects.requireNonNullElse(context.getProperty("postern.dist"), ".")));
        home = new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))).root();
        settings = IsolationSettings.of(config);
    }

    /** A bad value is refused; the old settings keep serving. */
    @Modified
    void change(IsolationConfig config) {
        try {
            settings = IsolationSettings.of(config);
        } catch (IllegalArgumentException refused) {
            LOG.error("{}: {}; the settings from before keep serving", IsolationConfig.PID, refused.getMessage());
        }
    }

    @Deactivate
    void close() {
        hosts.keySet().forEach(this::stop);
    }

    @Override
    public boolean isolates(String plugin, String source, boolean signed) {
        return settings.isolates(plugin, source, signed);
    }

    @Override
    public void start(Hosted plugin) throws PluginException {
        var now = settings;
        var sandbox = sandbox(now);
        layout.bundles();
        var node = "plugin-" + plugin.bundleId();
        var command = new HostCommand(layout, plugin, node, home.resolve("isolation").resolve(node), now);
        var host = new HostProcess(plugin, passes, command, () -> sandbox, home.resolve("run/port"));
        var before = hosts.put(plugin.bundleId(), host);
        if (before != null) {
            before.stop();
        }
        host.start();
    }

    /** Tried once, when the first process is started. */
    private Bubblewrap sandbox(IsolationSettings now) throws PluginException {
        if (now.sandbox() == IsolationSettings.Sandbox.OFF) {
            return Bubblewrap.none("sandbox of " + IsolationConfig.PID + " is off");
        }
        lock.lock();
        try {
            var known = bubblewrap;
            if (known == null) {
                known = Bubblewrap.find();
                bubblewrap = known;
                if (known.program().isEmpty()) {
                    LOG.warn("Plugins in processes of their own run without a sandbox: {}", known.why());
                }
            }
            if (known.program().isEmpty() && now.sandbox() == IsolationSettings.Sandbox.REQUIRE) {
                throw new PluginException("unavailable", "it runs in a sandbox only (sandbox of " + IsolationConfig.PID
                        + "), and there is none: " + known.why(), null);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop(long bundleId) {
        var host = hosts.remove(bundleId);
        if (host != null) {
            host.stop();
        }
    }

    @Override
    public Optional<String> ailment(long bundleId) {
        return Optional.ofNullable(hosts.get(bundleId)).map(HostProcess::lastEnd);
    }

    @Override
    public Optional<Warrant> of(String principal, String node) {
        return hosts.values().stream()
                .filter(host -> host.principal().equals(principal) && !principal.isEmpty())
                .map(HostProcess::plugin)
                .map(plugin -> new Warrant(plugin.identity().symbolicName(), plugin.identity().toString(),
                        plugin.bundleId(), plugin.grants()))
                .findFirst();
    }

    @Override
    public String name() {
        return "isolation";
    }

    @Override
    public Health health() {
        var told = hosts.values().stream()
                .map(host -> host.plugin().id() + (host.trouble().isEmpty() ? "" : " is down: " + host.trouble()))
                .sorted()
                .collect(Collectors.joining("; "));
        var tried = bubblewrap;
        var without = tried == null || tried.program().isPresent() ? "" : "; no sandbox: " + tried.why();
        return hosts.isEmpty() ? Health.UP : new Health(true, "in processes of their own: " + told + without);
    }
}
