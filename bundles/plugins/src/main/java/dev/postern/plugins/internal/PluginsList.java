// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.trust.Signer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.list}: by id, page by page. */
@Component
@WireMethod(name = "plugins.list", scope = "plugins:read",
        description = "Lists installed plugins, updates that wait for a word, and files of the deploy folder that were refused.")
public final class PluginsList implements Method<PluginsList.Params, PluginsList.Answer> {
    private final DefaultPluginManager manager;

    /** Over the manager. */
    @Activate
    public PluginsList(@Reference DefaultPluginManager manager) {
        this.manager = manager;
    }

    @Override
    public Answer handle(Params params, MethodContext context) {
        String after = params.next().orElse("");
        List<PluginInfo> rest = manager.plugins().stream().filter(plugin -> plugin.id().compareTo(after) > 0).toList();
        List<PluginInfo> page = rest.subList(0, Math.min(params.limit(), rest.size()));
        List<Refused> refused = manager.refusedFiles().stream()
                .map(file -> new Refused(file.file(), file.code(), file.reason(), file.at())).toList();
        List<Held> held = manager.held().stream()
                .map(it -> new Held(it.plugin(), it.version(), it.sha256(), it.source(), it.principal(), it.signer(),
                        it.more(), it.installed(), it.at(), it.keep()))
                .toList();
        return new Answer(page.stream().map(this::plugin).toList(), held, refused,
                page.size() < rest.size() ? Optional.of(page.getLast().id()) : Optional.empty());
    }

    private Plugin plugin(PluginInfo info) {
        var reason = info.reason().isEmpty() ? Optional.<String>empty() : Optional.of(info.reason());
        Optional<InstalledPlugin> installed = info.shipped() ? Optional.empty() : manager.installed(info.id());
        String source = info.shipped() ? "shipped" : installed.map(InstalledPlugin::source).orElse("request");
        return new Plugin(info.id(), info.version(), info.title(), info.state(), reason, info.shipped(), source,
                info.bundles(), info.tools(), manager.versionBefore(info.id()),
                installed.flatMap(InstalledPlugin::signer).map(Signer::publisher),
                manager.isolated(info.id()) ? Place.ISOLATED : Place.IN_PROCESS,
                installed.filter(plugin -> !plugin.plugin().equals(info.id())).map(InstalledPlugin::plugin),
                info.pinned() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Which page.
     *
     * @param limit how many at most
     * @param next where the last page ended
     */
    public record Params(
            @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the last page gave as next.") @Size(max = 128) Optional<String> next) {}

    /**
     * A page.
     *
     * @param plugins by id
     * @param held updates that wait for an operator's word
     * @param refused files of the deploy folder that were refused
     * @param next pass it back for the next page; absent at the end
     */
    public record Answer(
            List<Plugin> plugins,
            @Description("Updates that wait for an operator's word (plugins.decide).") List<Held> held,
            List<Refused> refused,
            Optional<String> next) {}

    /**
     * A plugin.
     *
     * @param id its id
     * @param version its version
     * @param title its name for people
     * @param state whether it serves
     * @param reason why it does not
     * @param shipped whether it came with the distribution
     * @param source how it came
     * @param bundles its bundles
     * @param tools its tools
     * @param before the version that a rollback leads to
     * @param signer who signed it
     * @param place where its code runs
     * @param beside the plugin that it is an older major of
     * @param pinned present when it stays at its version
     */
    public record Plugin(
            @Description("Names its data folder and its settings.") String id,
            String version,
            @Description("Its name for people.") String title,
            @Description("Whether it serves.") PluginInfo.State state,
            @Description("Why it does not serve.") Optional<String> reason,
            @Description("Whether it came with the distribution.") boolean shipped,
            @Description("How it came: shipped, deploy, blob, path or marketplace.") String source,
            @Description("Each as symbolic name, version and SHA-256, separated by slashes.") List<String> bundles,
            @Description("Each as name@version.") List<String> tools,
            @Description("The version that plugins.rollback leads to; absent when none is kept.") Optional<String> before,
            @Description("The publisher who signed it; absent when nobody did.") Optional<String> signer,
            @Description("Whether its code runs in the gateway's process or in one of its own.") Place place,
            @Description("The plugin that it is an older major of, kept in service beside the newest; absent for others.") Optional<String> beside,
            @Description("True when it stays at its version unless another is named (plugins.pin).") Optional<Boolean> pinned) {}

    /** Where a plugin's code runs. */
    public enum Place {
        IN_PROCESS, ISOLATED
    }

    /**
     * An update that waits, since it asks for more than what is installed.
     *
     * @param plugin the plugin's id
     * @param version the update's version
     * @param sha256 of its file
     * @param source how it came
     * @param principal who asked for it
     * @param signer who signed it
     * @param more what it newly asks for
     * @param installed the version that serves meanwhile
     * @param at since when
     * @param keep present when the version that serves is to stay beside it
     */
    public record Held(
            @Description("The plugin's id.") String plugin,
            @Description("The update's version.") String version,
            @Description("SHA-256 of its file, hexadecimal.") String sha256,
            @Description("How it came: deploy, blob, path or marketplace.") String source,
            @Description("Who asked for it.") String principal,
            @Description("The publisher who signed it; absent when nobody did.") Optional<String> signer,
            @Description("What it newly asks for, each as kind and name.") List<String> more,
            @Description("The version that serves meanwhile.") String installed,
            @Description("Since when it waits.") Instant at,
            @Description("True when it is to serve beside the version that serves, and not in its place.") Optional<Boolean> keep) {}

    /**
     * A file of the deploy folder that was refused.
     *
     * @param file its name
     * @param code the rule that it broke
     * @param reason why, and the way out
     * @param at when
     */
    public record Refused(
            String file,
            @Description("The rule that it broke.") String code,
            @Description("Why, and the way out.") String reason,
            Instant at) {}
}
