// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.StringJoiner;

import dev.postern.api.tool.Progress;
import dev.postern.core.access.Access;
import dev.postern.core.access.AccessProvider;
import dev.postern.core.access.Grants;
import dev.postern.core.health.HealthPart;
import dev.postern.core.home.PosternHome;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out means; a change of settings holds for what is opened afterwards. Settings that cannot be used any more, such as
 * a folder that is not mounted yet, close what they are about and nothing else.
 */
@Component(configurationPid = "dev.postern.access")
@Designate(ocd = AccessConfig.class)
@Capability(namespace = "dev.postern.settings", name = "dev.postern.access", attribute = "check=${@class}")
public final class DefaultAccessProvider implements AccessProvider, HealthPart {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultAccessProvider.class);

    private final PosternHome home;
    private final FileWorkers workers = new FileWorkers();
    private volatile AccessConfig config;
    private volatile Settings settings;

    /** @param trouble what cannot be used, and why; empty when all can */
    private record Settings(Roots roots, HostGrants hosts, int maxFileBytes, Sandbox sandbox, String trouble) {}

    /**
     * Made by Declarative Services; makes the folders of writable roots that are not there, and ends, on a thread of its
     * own, what programs of a gateway that was killed left running.
     */
    @Activate
    public DefaultAccessProvider(BundleContext context, AccessConfig config) throws IOException {
        home = new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY)));
        this.config = config;
        settings = read();
        warn();
        var own = settings.roots().home();
        Thread.ofPlatform().daemon().name("leftover-programs").start(() -> Mark.killLeftovers(own));
    }

    /** Judges settings: throws what is wrong with them. */
    DefaultAccessProvider(PosternHome home, AccessConfig config) throws IOException {
        this.home = home;
        this.config = config;
        settings = settings(Roots.of(home.root(), config.roots()), "");
    }

    @Modified
    void change(AccessConfig changed) throws IOException {
        config = changed;
        settings = read();
        warn();
    }

    /** Ends its threads. */
    @Deactivate
    public void stop() {
        workers.close();
    }

    private Settings read() throws IOException {
        var trouble = new StringJoiner("; ");
        var roots = Roots.usable(home.root(), config.roots(),
                unusable -> trouble.add(String.valueOf(unusable.getMessage())));
        return settings(roots, trouble.toString());
    }

    private Settings settings(Roots roots, String trouble) {
        var sandbox = new Sandbox(Sandbox.Mode.of(config.sandbox()), roots.home(),
                Sandbox.hidden(config.sandboxHides()));
        return new Settings(roots, HostGrants.of(config.hosts(), config.privateHosts()), config.maxFileBytes(), sandbox,
                trouble);
    }

    private void warn() {
        if (!settings.trouble().isEmpty()) {
            LOG.error("dev.postern.access: {}; tools do without until that is mended", settings.trouble());
        }
    }

    @Override
    public String name() {
        return "access";
    }

    @Override
    public Health health() {
        String trouble = current().trouble();
        return trouble.isEmpty() ? Health.UP : Health.down(trouble);
    }

    /** Looks again as long as something is wrong: the folder may be there now. */
    private Settings current() {
        if (!settings.trouble().isEmpty()) {
            try {
                settings = read();
            } catch (IOException still) {
                LOG.warn("The roots of dev.postern.access cannot be read: {}", still.toString());
            }
        }
        return settings;
    }

    @Override
    public Access open(Grants grants, boolean readOnly, Progress progress) {
        var now = current();
        var files = new ConfinedFiles(now.roots().grantedTo(grants, readOnly), now.maxFileBytes(), workers);
        return new OpenAccess(
                files,
                new AllowedHttp(Network.SYSTEM, now.hosts().rules(grants), readOnly),
                new AllowedProcesses(grants, files, now.sandbox(), readOnly, progress),
                new SecretFiles(home.secrets(), grants.secrets()));
    }
}
