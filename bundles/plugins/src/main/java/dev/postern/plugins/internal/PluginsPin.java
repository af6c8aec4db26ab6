// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.pin}. */
@Component
@WireMethod(name = "plugins.pin", scope = "plugins:write", effect = true,
        description = "Lets an installed plugin stay at its version when updates are made, or no more.")
public final class PluginsPin implements Method<PluginsPin.Params, PluginsPin.Answer> {
    private final DefaultPluginManager manager;

    /** Over the manager. */
    @Activate
    public PluginsPin(@Reference DefaultPluginManager manager) {
        this.manager = manager;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        try {
            manager.pin(params.plugin(), params.pinned(), context.principal().id());
            return new Answer(params.plugin(), params.pinned());
        } catch (PluginException refused) {
            throw Requests.error(refused);
        }
    }

    /**
     * What to pin.
     *
     * @param plugin the plugin's id
     * @param pinned whether it stays
     */
    public record Params(
            @Description("The plugin's id.") @Size(max = 128) String plugin,
            @Description("Whether it stays at its version.") boolean pinned) {}

    /**
     * How it is.
     *
     * @param plugin the plugin's id
     * @param pinned whether it stays
     */
    public record Answer(
            @Description("The plugin's id.") String plugin,
            @Description("Whether it stays at its version unless another is named.") boolean pinned) {}
}
