// SPDX-License-Identifier: Apache-2.0
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
     * Takes a plugin out of service; its file and its data stay. It rests until it is enabled, also after a restart and
     * whatever is installed over it meanwhile.
     *
     * @throws PluginException when there is none, or it could not be recorded
     * @throws InterruptedException when interrupted; the next start completes what had begun
     */
    void disable(String id, String principal) throws PluginException, InterruptedException;

    /**
     * Lets a plugin that was disabled serve again.
     *
     * @throws PluginException when there is none, or it does not serve; it stays disabled then
     * @throws InterruptedException when interrupted; all is as before
     */
    void enable(String id, String principal) throws PluginException, InterruptedException;

    /**
     * Goes back to the version that was installed before the present one; one is kept. It takes the same steps as an
     * update, but what callers of its tools lose by it is no reason to refuse it.
     *
     * @throws PluginException code {@code no_version_before} when none is kept, or why that version does not serve; all is
     *     as before then
     * @throws InterruptedException when interrupted; all is as before
     */
    Applied rollback(String id, String principal) throws PluginException, InterruptedException;

    /**
     * What an installation did.
     *
     * @param plugin as it is now
     * @param replaced the version it replaced, if any
     * @param plan what it changed
     */
    record Applied(PluginInfo plugin, Optional<String> replaced, Plan plan) {}

    /**
     * What a change does.
     *
     * @param bundles to bundles
     * @param tools to tools
     * @param contract to what callers of tools count on, what asks most first
     * @param trust what is known of the file that bears on whether to let it in; empty where none comes in
     */
    record Plan(
            BundleChanges bundles,
            ToolChanges tools,
            List<ContractChange> contract,
            Optional<PluginTrust> trust) {}

    /**
     * Bundles, each {@code <symbolic name>/<version>/<sha256>}.
     *
     * @param added those that are new
     * @param updated those that replace another version
     * @param removed those that go
     */
    record BundleChanges(List<String> added, List<String> updated, List<String> removed) {}

    /**
     * Tools, each {@code <name>@<version>}.
     *
     * @param gained those that are new
     * @param changed those with another version or descriptor
     * @param lost those that go
     */
    record ToolChanges(List<String> gained, List<String> changed, List<String> lost) {}

    /**
     * One difference between a tool's contract before and after.
     *
     * @param tool {@code <name>@<version>} as it will be
     * @param needs the least step of the tool's version that it asks for: {@code patch}, {@code minor} or {@code major}
     * @param pointer where in the descriptor, a JSON Pointer
     * @param text what is different
     */
    record ContractChange(String tool, String needs, String pointer, String text) {}
}
