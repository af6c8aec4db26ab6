// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.Plan;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.plugins.internal.AffectedSessions.Affected;
import dev.postern.plugins.internal.Changes.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.uninstall}. A plugin that came from the deploy folder leaves its file there, which then counts for nothing until it changes. */
@Component
@WireMethod(name = "plugins.uninstall", scope = "plugins:write", effect = true,
        description = "Removes an installed plugin; its data stays.")
public final class PluginsUninstall implements Method<PluginsUninstall.Params, PluginsUninstall.Answer> {
    private final DefaultPluginManager manager;
    private final Rows rows;

    /** Over the manager. */
    @Activate
    public PluginsUninstall(@Reference DefaultPluginManager manager, @Reference Rows rows) {
        this.manager = manager;
        this.rows = rows;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        try {
            var used = AffectedSessions.read(rows, context.principal(), manager.tools(params.plugin()),
                    manager.toolsWithout(params.plugin()));
            return Answer.of(manager.uninstall(params.plugin(), new Request("request", "", context.principal().id(),
                    Requests.outcome(context, result -> Answer.of(result, used)))), used);
        } catch (PluginException refused) {
            throw Requests.error(refused);
        }
    }

    /**
     * What to remove.
     *
     * @param plugin the plugin's id
     */
    public record Params(@Description("The plugin's id.") @Size(max = 128) String plugin) {}

    /**
     * What was removed.
     *
     * @param plugin the plugin's id
     * @param version the version that it had
     * @param plan what changed
     * @param sessions those that used it; absent for who may not read sessions
     */
    public record Answer(
            @Description("The plugin's id.") String plugin,
            @Description("The version that it had.") String version,
            @Description("What changed.") Plan plan,
            @Description("Sessions that used it until now; absent for who may not read sessions.") Optional<Affected> sessions) {
        static Answer of(Result result, Optional<Affected> used) {
            return new Answer(result.plugin().id(), result.plugin().version(), result.plan(), used);
        }
    }
}
