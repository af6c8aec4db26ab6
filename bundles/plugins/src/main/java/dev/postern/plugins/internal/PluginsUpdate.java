// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.Plan;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.plugins.internal.Changes.Result;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.NamedPlugins.Also;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.update}: as {@code plugins.install}, but only for what is installed. */
@Component
@WireMethod(name = "plugins.update", scope = "plugins:write", effect = true,
        description = "Updates an installed plugin from an uploaded or imported file or a marketplace.")
public final class PluginsUpdate implements Method<PluginsUpdate.Params, PluginsUpdate.Answer> {
    private final DefaultPluginManager manager;
    private final Sources sources;
    private final NamedPlugins named;

    /** Over the manager. */
    @Activate
    public PluginsUpdate(
            @Reference DefaultPluginManager manager,
            @Reference Sources sources,
            @Reference NamedPlugins named) {
        this.named = named;
        this.manager = manager;
        this.sources = sources;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        try {
            if (params.source().name().isPresent()) {
                var updated = named.update(params.source(), params.keep().orElse(false), context.principal().id(),
                        also -> Requests.outcome(context, result -> Answer.of(result, also)), this::isThere);
                return Answer.of(updated.result(), updated.also());
            }
            var found = sources.find(params.source(), context.principal());
            var request = found.request(context.principal().id(),
                    Requests.outcome(context, result -> Answer.of(result, List.of())))
                    .keeping(params.keep().orElse(false));
            return Answer.of(manager.install(found.file(), request, this::isThere), List.of());
        } catch (PluginException refused) {
            throw Requests.error(refused);
        }
    }

    private void isThere(Optional<InstalledPlugin> before, InstalledPlugin after) throws PluginException {
        if (before.isEmpty() && manager.installed(after.plugin()).isEmpty()) {
            throw new PluginException("not_found", "no such plugin is installed; use plugins.install", null);
        }
    }

    /**
     * What to update to.
     *
     * @param source where the file is
     * @param keep whether another major serves beside what is installed
     */
    public record Params(
            @Description("Where the plugin's file is.") Source source,
            @Description(Requests.KEEP) Optional<Boolean> keep) {}

    /**
     * What was updated.
     *
     * @param plugin the plugin's id
     * @param version its version now
     * @param plan what changed
     * @param disabled present when the plugin is disabled, and stays so
     * @param kept the id under which the major before serves on
     * @param also what came for its sake
     */
    public record Answer(
            @Description("The plugin's id.") String plugin,
            @Description("Its version now.") String version,
            @Description("What changed.") Plan plan,
            @Description("True when the plugin is disabled, and stays so.") Optional<Boolean> disabled,
            @Description(Requests.KEPT) Optional<String> kept,
            @Description("Plugins that were installed for its sake, in that order; absent when none were.") Optional<List<Also>> also) {
        static Answer of(Result result, List<Also> also) {
            return new Answer(result.plugin().id(), result.plugin().version(), result.plan(),
                    result.disabled() ? Optional.of(true) : Optional.empty(), result.kept(),
                    also.isEmpty() ? Optional.empty() : Optional.of(also));
        }
    }
}
