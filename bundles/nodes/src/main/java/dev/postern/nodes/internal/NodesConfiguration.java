// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.configuration}: the tool's settings. */
@Component(service = Method.class)
@WireMethod(name = "nodes.configuration", scope = "node:tools",
        description = "Tells the settings of the plugin to a call that the node runs.")
public final class NodesConfiguration implements Method<NodesConfiguration.Params, NodesConfiguration.Result> {
    private final Nodes nodes;

    /** Over the nodes. */
    @Activate
    public NodesConfiguration(@Reference Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        return new Result(nodes.of(context.connection()).calls().using(params.run()).configuration());
    }

    /** For which call. */
    public record Params(@Size(min = 1, max = 64) @Description("As call.start has it.") String run) {}

    /** What it is told. */
    public record Result(
            @Description("The plugin's settings for the call's tenant, secrets in it resolved.") JsonObject configuration) {}
}
