// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import dev.postern.plugins.internal.Staging.StagedFile;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that can be said about a file before any of its code runs. */
final class Examiner {
    private static final Logger LOG = LoggerFactory.getLogger(Examiner.class);

    private final JarReader reader;
    private final DryResolve dryResolve;
    private final ToolRegistry registry;
    private final Shipped shipped;
    private final PluginBundles bundles;

    Examiner(JarReader reader, DryResolve dryResolve, ToolRegistry registry, Shipped shipped, PluginBundles bundles) {
        this.reader = reader;
        this.dryResolve = dryResolve;
        this.registry = registry;
        this.shipped = shipped;
        this.bundles = bundles;
    }

    /** Reads the file; refuses what breaks a rule by itself. */
    PluginJar read(StagedFile file) throws IOException, PluginException {
        return reader.read(file, bundles.platform().packages());
    }

    /** What an update changes for callers of the tools that the installed file has; nothing when that cannot be read. */
    Contracts contracts(Path installed, PluginJar jar) {
        try {
            return new Contracts(reader.descriptors(installed), jar.descriptors());
        } catch (IOException | PluginException gone) {
            LOG.warn("{} is not there to be compared with", installed, gone);
            return new Contracts(List.of(), jar.descriptors());
        }
    }

    /** Holds it against what is installed, and against what the gateway offers. */
    void judge(PluginJar jar, Contracts contracts, Desired desired) throws PluginException {
        names(jar, desired);
        versions(jar, Optional.ofNullable(desired.plugins().get(jar.id())));
        contracts.check();
        for (ToolFile tool : jar.tools()) {
            toolName(tool, jar, desired);
        }
        dryResolve.check(jar, bundles.platform());
    }

    private void names(PluginJar jar, Desired desired) throws PluginException {
        if (shipped.has(jar.id())) {
            throw new PluginException("shipped",
                    "the plugin " + jar.id() + " ships with the gateway and changes with it only", null);
        }
        if (bundles.isOurs(jar.symbolicName()) || jar.symbolicName().equals(Constants.SYSTEM_BUNDLE_SYMBOLICNAME)) {
            throw new PluginException("name_taken",
                    "the symbolic name " + jar.symbolicName() + " is a bundle of the gateway's", null);
        }
        for (InstalledPlugin other : desired.plugins().values()) {
            if (other.symbolicName().equals(jar.symbolicName()) != other.id().equals(jar.id())) {
                throw new PluginException("name_taken",
                        "the plugin " + other.id() + " has the symbolic name " + other.symbolicName()
                                + "; id and symbolic name stay together. Uninstall it first",
                        null);
            }
        }
    }

    private static void versions(PluginJar jar, Optional<InstalledPlugin> before) throws PluginException {
        if (before.isPresent() && before.get().version().equals(jar.version())
                && !before.get().sha256().equals(jar.sha256())) {
            throw new PluginException("version_reused", "version " + jar.version() + " of " + jar.id()
                    + " is installed with other bytes; give what changed a new Bundle-Version", null);
        }
    }

    private void toolName(ToolFile tool, PluginJar jar, Desired desired) throws PluginException {
        String owner = "";
        for (InstalledPlugin other : desired.plugins().values()) {
            if (!other.id().equals(jar.id())
                    && other.tools().stream().anyMatch(its -> its.name().equals(tool.name()))) {
                owner = other.symbolicName();
            }
        }
        for (var registered : registry.tools()) {
            String bundle = registered.bundle().split("/", 2)[0];
            if (registered.descriptor().name().equals(tool.name()) && !bundle.equals(jar.symbolicName())) {
                owner = bundle;
            }
        }
        if (!owner.isEmpty()) {
            throw new PluginException("tool_taken",
                    "the tool " + tool.name() + " belongs to " + owner + "; rename yours", null);
        }
    }
}
