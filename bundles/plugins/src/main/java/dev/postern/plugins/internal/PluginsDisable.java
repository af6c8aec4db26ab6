// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.Plan;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.plugins.internal.Changes.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.disable}. Whatever its file in the deploy folder does, the plugin rests until it is enabled. */
@Component
@WireMethod(name = "plugins.disable", scope = "plugins:write", effect = true,
        description = "Takes an installed plugin out of service, also across restarts; its file and its data stay.")
public final class PluginsDisable implements Method<PluginsDisable.Params, PluginsDisable.Answer> {
    private final DefaultPluginManager manager;

    /** Over the manager. */
    @Activate
    public PluginsDisable(@Reference DefaultPluginManager manager) {
        this.manager = manager;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        try {
            return Answer.of(manager.disable(params.plugin(), new Request("request", "", context.principal().id(),
                    Requests.outcome(context, Answer::of))));
        } catch (PluginException refused) {
            throw Requests.error(refused);
        }
    }

    /**
     * What to disable.
     *
     * @param plugin the plugin's id
     */
    public record Params(@Description("The plugin's id.") @Size(max = 128) String plugin) {}

    /**
     * What was disabled.
     *
     * @param plugin the plugin's id
     * @param version its version
     * @param plan what changed
     */
    public record Answer(
            @Description("The plugin's id.") String plugin,
            @Description("Its version.") String version,
            @Description("What changed; nothing when it was disabled already.") Plan plan) {
        static Answer of(Result result) {
            return new Answer(result.plugin().id(), result.plugin().version(), result.plan());
        }
    }
}
