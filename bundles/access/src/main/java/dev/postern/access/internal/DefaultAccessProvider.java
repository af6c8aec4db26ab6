package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Path;

import dev.postern.api.tool.Progress;
import dev.postern.core.access.Access;
import dev.postern.core.access.AccessProvider;
import dev.postern.core.access.Grants;
import dev.postern.core.home.PosternHome;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Hands out means; a change of settings holds for what is opened afterwards. */
@Component(configurationPid = "dev.postern.access")
@Designate(ocd = AccessConfig.class)
public final class DefaultAccessProvider implements AccessProvider {
    private final PosternHome home;
    private final FileWorkers workers = new FileWorkers();
    private volatile Settings settings;

    private record Settings(Roots roots, HostGrants hosts, int maxFileBytes) {}

    /** Made by Declarative Services; makes the folders of writable roots that are not there. */
    @Activate
    public DefaultAccessProvider(BundleContext context, AccessConfig config) throws IOException {
        this(new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))), config);
    }

    DefaultAccessProvider(PosternHome home, AccessConfig config) throws IOException {
        this.home = home;
        this.settings = read(home, config);
    }

    @Modified
    void change(AccessConfig config) throws IOException {
        settings = read(home, config);
    }

    @Deactivate
    void stop() {
        workers.close();
    }

    private static Settings read(PosternHome home, AccessConfig config) throws IOException {
        return new Settings(
                Roots.of(home.root(), config.roots()),
                HostGrants.of(config.hosts(), config.privateHosts()),
                config.maxFileBytes());
    }

    @Override
    public Access open(Grants grants, boolean readOnly, Progress progress) {
        var now = settings;
        var files = new ConfinedFiles(now.roots().grantedTo(grants, readOnly), now.maxFileBytes(), workers);
        return new OpenAccess(
                files,
                new AllowedHttp(Network.SYSTEM, now.hosts().rules(grants), readOnly),
                new AllowedProcesses(grants.programs(), files, readOnly, progress),
                new SecretFiles(home.secrets(), grants.secrets()));
    }
}
