// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.core.access.Grants;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginTrust;
import dev.postern.core.plugin.PluginTrust.Finding;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import dev.postern.plugins.internal.Progress.Step;
import dev.postern.plugins.internal.Staging.StagedFile;
import dev.postern.plugins.internal.scan.ReachPolicy;
import dev.postern.plugins.internal.trust.Permissions;
import dev.postern.plugins.internal.trust.SignaturePolicy;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that can be said about a file before any of its code runs. */
final class Examiner {
    private static final Logger LOG = LoggerFactory.getLogger(Examiner.class);

    private final JarReader reader;
    private final JarStore jars;
    private final SignaturePolicy signatures;
    private final ReachPolicy reach;
    private final DryResolve dryResolve;
    private final ToolRegistry registry;
    private final Shipped shipped;
    private final PluginBundles bundles;
    private final Progress progress;
    private final SettingNames settingNames;

    Examiner(
            JarReader reader,
            JarStore jars,
            SignaturePolicy signatures,
            ReachPolicy reach,
            DryResolve dryResolve,
            ToolRegistry registry,
            Shipped shipped,
            PluginBundles bundles,
            Progress progress) {
        this.reader = reader;
        this.jars = jars;
        this.signatures = signatures;
        this.reach = reach;
        this.dryResolve = dryResolve;
        this.registry = registry;
        this.shipped = shipped;
        this.bundles = bundles;
        this.progress = progress;
        this.settingNames = new SettingNames(bundles, jars);
    }

    /**
     * Reads the file and holds it against what is installed, and against what the gateway offers.
     *
     * @throws PluginException when it breaks a rule by itself: what it would be cannot be told then
     */
    Examination examine(StagedFile file, Request request, Desired desired) throws IOException, PluginException {
        return examine(file, request, desired, List.of());
    }

    /**
     * The same, as if other plugins were there.
     *
     * @param alongside their files
     */
    Examination examine(StagedFile file, Request request, Desired desired, List<StagedFile> alongside)
            throws IOException, PluginException {
        PluginJar jar = reader.read(file, bundles.platform().packages());
        progress.holds(jar.id(), jar.version());
        Seat seat = Seat.of(jar, request.terms(), desired);
        Optional<InstalledPlugin> before = seat.before();
        // all majors of a plugin are of one publisher
        var signature = signatures.judge(file.file(), jar.id(), request.source(),
                before.or(() -> seat.beside().stream().findFirst()).map(InstalledPlugin::signer),
                request.terms().warrant());
        var plugin = new InstalledPlugin(seat.id(), jar.version(), jar.title(), jar.symbolicName(), jar.sha256(),
                request.source(), request.file(), jar.tools(), request.terms().from(), signature.signer());
        var contracts = new Contracts(before.map(this::descriptors).orElse(List.of()), jar.descriptors());
        var permissions = Permissions.compare(before.flatMap(this::grants), Grants.of(jar.attributes()));
        List<Finding> findings = reach.findings(file.file(), Grants.of(jar.attributes()));
        Optional<String> breach = contracts.breach();
        Optional<PluginException> refusal = Optional.empty();
        try {
            if (!isIn(jar, before, request)) {
                signature.check();
                reach.check(findings);
            }
            names(jar, desired);
            versions(jar, desired);
            seat.check(jar);
            onlyOnce(file, jar, seat);
            if (breach.isPresent() && !request.terms().back()) {
                throw new PluginException("contract_broken", breach.get(), null);
            }
            if (before.isPresent() && !request.terms().back()) {
                Permissions.check(permissions, before.get().version(), jar.version());
            }
            settingNames.check(jar, file.file(), desired);
            for (ToolFile tool : jar.tools()) {
                toolName(tool, jar, desired);
            }
            progress.passed(Step.EXAMINED);
            dryResolve.check(jar, platform(alongside));
            progress.passed(Step.RESOLVED);
        } catch (PluginException refused) {
            refusal = Optional.of(refused);
        }
        return new Examination(plugin, before,
                Plan.of(before.filter(_ -> seat.kept().isEmpty()), Optional.of(plugin), contracts.changes(),
                        Optional.of(new PluginTrust(signature.signature(), permissions, findings,
                                Stream.concat(signature.warnings().stream(), request.terms().warrant().stream()
                                        .flatMap(warrant -> warrant.warnings().stream())).toList()))),
                refusal,
                breach.filter(_ -> request.terms().back()), seat.kept());
    }

    private Platform platform(List<StagedFile> alongside) throws IOException, PluginException {
        Platform platform = bundles.platform();
        for (StagedFile other : alongside) {
            platform.bringsAlong(reader.read(other, platform.packages()).resource());
        }
        return platform;
    }

    /** None when the installed file is not there to be compared with. */
    private List<JsonObject> descriptors(InstalledPlugin installed) {
        try {
            return reader.descriptors(jars.file(installed));
        } catch (IOException | PluginException gone) {
            LOG.warn("The file of the plugin {} {} cannot be read", installed.id(), installed.version(), gone);
            return List.of();
        }
    }

    /** What is installed, or is gone back to, came in when it was judged. */
    private static boolean isIn(PluginJar jar, Optional<InstalledPlugin> before, Request request) {
        return request.terms().back() || before.filter(it -> it.sha256().equals(jar.sha256())).isPresent();
    }

    /** Nothing to compare with where the installed file is gone. */
    private Optional<Grants> grants(InstalledPlugin installed) {
        try {
            return Optional.of(Grants.of(reader.attributes(jars.file(installed))));
        } catch (IOException | PluginException gone) {
            LOG.warn("The file of the plugin {} {} cannot be read", installed.id(), installed.version(), gone);
            return Optional.empty();
        }
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
            if (other.symbolicName().equals(jar.symbolicName()) != other.plugin().equals(jar.id())) {
                throw new PluginException("name_taken",
                        "the plugin " + other.id() + " has the symbolic name " + other.symbolicName()
                                + "; id and symbolic name stay together. Uninstall it first",
                        null);
            }
        }
    }

    /** A version is the same bytes for ever: approvals, records and other gateways name it. */
    private static void versions(PluginJar jar, Desired desired) throws PluginException {
        Optional<String> before = desired.majors(jar.id()).stream()
                .filter(plugin -> plugin.version().equals(jar.version())).map(InstalledPlugin::sha256).findFirst()
                .or(() -> desired.digest(jar.id(), jar.version()));
        if (before.isPresent() && !before.get().equals(jar.sha256())) {
            throw new PluginException("version_reused", "version " + jar.version() + " of " + jar.id()
                    + " is or was installed with other bytes; give what changed a new Bundle-Version", null);
        }
    }

    /** The registry keeps two majors of a tool apart; of what is found by its name, or holds a port, there is one. */
    private void onlyOnce(StagedFile file, PluginJar jar, Seat seat) throws PluginException {
        if (seat.beside().isEmpty()) {
            return;
        }
        alone(jar.id() + " " + jar.version(), file.file());
        for (InstalledPlugin other : seat.beside()) {
            alone(other.id() + " " + other.version(), jars.file(other));
        }
    }

    private static void alone(String which, Path jar) throws PluginException {
        List<String> others = Contributions.of(jar).stream().filter(each -> !each.mayBeTwice())
                .map(each -> each.component() + " (" + each.service() + ")").toList();
        if (!others.isEmpty()) {
            throw new PluginException("only_once", which + " has what can be there only once, so that two majors cannot"
                    + " serve side by side: " + String.join(", ", others)
                    + "; update without keep, or move that to a plugin of its own", null);
        }
    }

    private void toolName(ToolFile tool, PluginJar jar, Desired desired) throws PluginException {
        String owner = "";
        for (InstalledPlugin other : desired.plugins().values()) {
            if (!other.plugin().equals(jar.id())
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
