package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

import dev.postern.api.tool.Progress;
import dev.postern.core.access.Access;
import dev.postern.core.access.AccessProvider;
import dev.postern.core.access.Grants;
import dev.postern.core.home.PosternHome;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Hands out means; a change of settings holds for what is opened afterwards. */
@Component(configurationPid = "dev.postern.access")
@Designate(ocd = AccessConfig.class)
public final class DefaultAccessProvider implements AccessProvider {
    private final PosternHome home;
    private volatile Settings settings;

    private record Settings(Roots roots, Set<String> privateHosts, int maxFileBytes, Sandbox sandbox) {}

    /**
     * Made by Declarative Services; makes the folders of writable roots that are not there, and ends, on a thread of its
     * own, what programs of a gateway that was killed left running.
     */
    @Activate
    public DefaultAccessProvider(BundleContext context, AccessConfig config) throws IOException {
        this(new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))), config);
        var own = settings.roots().home();
        Thread.ofPlatform().daemon().name("leftover-programs").start(() -> Mark.killLeftovers(own));
    }

    DefaultAccessProvider(PosternHome home, AccessConfig config) throws IOException {
        this.home = home;
        this.settings = read(home, config);
    }

    @Modified
    void change(AccessConfig config) throws IOException {
        settings = read(home, config);
    }

    private static Settings read(PosternHome home, AccessConfig config) throws IOException {
        var roots = Roots.of(home.root(), config.roots());
        var sandbox = new Sandbox(
                Sandbox.Mode.of(config.sandbox()), roots.home(), Sandbox.hidden(config.sandboxHides()));
        return new Settings(roots, Set.of(config.privateHosts()), config.maxFileBytes(), sandbox);
    }

    @Override
    public Access open(Grants grants, boolean readOnly, Progress progress) {
        var now = settings;
        var files = new ConfinedFiles(now.roots().grantedTo(grants, readOnly), now.maxFileBytes());
        return new OpenAccess(
                files,
                new AllowedHttp(new HostRules(grants.hosts(), now.privateHosts()), readOnly),
                new AllowedProcesses(grants, files, now.sandbox(), readOnly, progress),
                new SecretFiles(home.secrets(), grants.secrets()));
    }
}
