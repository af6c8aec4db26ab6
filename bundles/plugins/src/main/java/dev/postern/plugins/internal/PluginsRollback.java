// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;

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

/** {@code plugins.rollback}. The version that it leaves is the one before now: a second rollback undoes the first. */
@Component
@WireMethod(name = "plugins.rollback", scope = "plugins:write", effect = true,
        description = "Goes back to the version of a plugin that was installed before the present one.")
public final class PluginsRollback implements Method<PluginsRollback.Params, PluginsRollback.Answer> {
    private final DefaultPluginManager manager;

    /** Over the manager. */
    @Activate
    public PluginsRollback(@Reference DefaultPluginManager manager) {
        this.manager = manager;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        try {
            return Answer.of(manager.rollback(params.plugin(), new Request("request", "", context.principal().id(),
                    Requests.outcome(context, Answer::of))));
        } catch (PluginException refused) {
            throw Requests.error(refused);
        }
    }

    /**
     * Whose version.
     *
     * @param plugin the plugin's id
     */
    public record Params(@Description("The plugin's id.") @Size(max = 128) String plugin) {}

    /**
     * What was done.
     *
     * @param plugin the plugin's id
     * @param version its version now
     * @param replaced the version that it left
     * @param plan what changed
     * @param waived what an update would have been refused for
     * @param disabled present when the plugin is disabled, and stays so
     */
    public record Answer(
            @Description("The plugin's id.") String plugin,
            @Description("Its version now.") String version,
            @Description("The version that it left; another rollback leads there.") String replaced,
            @Description("What changed.") Plan plan,
            @Description("What an update would have been refused for, and going back is not.") Optional<String> waived,
            @Description("True when the plugin is disabled, and stays so.") Optional<Boolean> disabled) {
        static Answer of(Result result) {
            return new Answer(result.plugin().id(), result.plugin().version(),
                    result.before().orElseThrow().version(), result.plan(), result.waived(),
                    result.disabled() ? Optional.of(true) : Optional.empty());
        }
    }
}
