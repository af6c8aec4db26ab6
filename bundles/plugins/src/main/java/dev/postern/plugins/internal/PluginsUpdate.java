// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.Plan;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.plugins.internal.Changes.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.update}: as {@code plugins.install}, but only for what is installed. */
@Component
@WireMethod(name = "plugins.update", scope = "plugins:write", effect = true,
        description = "Updates an installed plugin from an uploaded or imported file.")
public final class PluginsUpdate implements Method<PluginsUpdate.Params, PluginsUpdate.Answer> {
    private final DefaultPluginManager manager;
    private final Sources sources;

    /** Over the manager. */
    @Activate
    public PluginsUpdate(@Reference DefaultPluginManager manager, @Reference Sources sources) {
        this.manager = manager;
        this.sources = sources;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        var found = sources.find(params.source(), context.principal());
        try {
            var request = found.request(context.principal().id(), Requests.outcome(context, Answer::of))
                    .keeping(params.keep().orElse(false));
            return Answer.of(manager.install(found.file(), request, (before, after) -> {
                if (before.isEmpty() && manager.installed(after.plugin()).isEmpty()) {
                    throw new PluginException("not_found", "no such plugin is installed; use plugins.install", null);
                }
            }));
        } catch (PluginException refused) {
            throw Requests.error(refused);
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
     */
    public record Answer(
            @Description("The plugin's id.") String plugin,
            @Description("Its version now.") String version,
            @Description("What changed.") Plan plan,
            @Description("True when the plugin is disabled, and stays so.") Optional<Boolean> disabled,
            @Description(Requests.KEPT) Optional<String> kept) {
        static Answer of(Result result) {
            return new Answer(result.plugin().id(), result.plugin().version(), result.plan(),
                    result.disabled() ? Optional.of(true) : Optional.empty(), result.kept());
        }
    }
}
