// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import dev.postern.api.schema.Description;
import dev.postern.core.json.Json;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.export}: what is installed, as {@code plugins.json} has it. */
@Component
@WireMethod(name = "plugins.export", scope = "plugins:read",
        description = "Tells what is installed as a document that plugins.apply takes.")
public final class PluginsExport implements Method<PluginsExport.Params, PluginsExport.Answer> {
    private final DefaultPluginManager manager;
    private final Json json;

    /** Over the manager. */
    @Activate
    public PluginsExport(@Reference DefaultPluginManager manager, @Reference Json json) {
        this.manager = manager;
        this.json = json;
    }

    @Override
    public Answer handle(Params params, MethodContext context) {
        WantedPlugins installed = manager.export();
        return new Answer(installed, WantedText.of(installed, json));
    }

    /** Nothing to ask for. */
    public record Params() {}

    /**
     * What is installed.
     *
     * @param document for {@code plugins.apply}
     * @param text the same as {@code plugins.json} is written
     */
    public record Answer(
            @Description("For plugins.apply. What ships with the gateway is not in it.") WantedPlugins document,
            @Description("The same, as plugins.json is written.") String text) {}
}
