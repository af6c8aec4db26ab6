package dev.postern.core.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** The one way to change what is installed. Changes are made one after another. */
@ProviderType
public interface PluginManager {

    /** What is installed, by id. */
    List<PluginInfo> plugins();

    /** One of them. */
    Optional<PluginInfo> plugin(String id);

    /**
     * Installs a bundle, or updates the plugin whose id it carries. When it fails, all is as before.
     *
     * @param file the bundle; copied before it is read
     * @param source where it came from, for the record: {@code deploy}, {@code blob}, {@code path}
     * @param principal who asked
     * @throws PluginException why it was refused, and the way out
     * @throws InterruptedException when interrupted; all is as before
     */
    Applied install(Path file, String source, String principal) throws PluginException, InterruptedException;

    /**
     * Removes a plugin.
     *
     * @throws PluginException when there is none, or it cannot be removed
     * @throws InterruptedException when interrupted; all is as before
     */
    void uninstall(String id, String principal) throws PluginException, InterruptedException;

    /**
     * What an installation did.
     *
     * @param plugin as it is now
     * @param replaced the version it replaced, if any
     */
    record Applied(PluginInfo plugin, Optional<String> replaced) {}
}
