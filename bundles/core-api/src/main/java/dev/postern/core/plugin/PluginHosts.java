// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.postern.core.access.Grants;
import org.osgi.annotation.versioning.ProviderType;

/** Runs plugins in processes of their own, where the settings say so. */
@ProviderType
public interface PluginHosts {

    /**
     * Whether a plugin is to run in a process of its own.
     *
     * @param plugin its id
     * @param source how it came: {@code deploy}, {@code path}, {@code blob}, …
     * @param signed whether a publisher who is known signed it
     */
    boolean isolates(String plugin, String source, boolean signed);

    /**
     * Starts a process for a plugin whose bundle is installed in the gateway's framework and not started there. Returns at
     * once; its tools come when they serve.
     *
     * @throws PluginException {@code unavailable} when no process can be had
     */
    void start(Hosted plugin) throws PluginException;

    /** Ends the process; nothing when there is none. Returns once it is gone. */
    void stop(long bundleId);

    /**
     * How a plugin's process is.
     *
     * @return empty when the plugin has none; else how it ended last, which is empty when it never did: the reason while its
     *         tools are not there
     */
    Optional<String> ailment(long bundleId);

    /**
     * A plugin that runs elsewhere.
     *
     * @param id its id
     * @param bundleId the framework's id of its bundle
     * @param identity its bundle, exactly
     * @param jar its file
     * @param tools its tools, {@code <name>@<version>}
     * @param grants what it may reach
     */
    record Hosted(String id, long bundleId, BundleIdentity identity, Path jar, List<String> tools, Grants grants) {
        /** Copies the list. */
        public Hosted {
            tools = List.copyOf(tools);
        }
    }
}
