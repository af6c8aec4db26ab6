// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.drain}. Does not wait: whoever waits for the calls that run is the node, which runs them. */
@Component(service = Method.class)
@WireMethod(name = "nodes.drain", scope = "node:tools",
        description = "Says that the node goes: it gets no further calls, and those that run may end.", inline = true)
public final class NodesDrain implements Method<NodesDrain.Params, NodesDrain.Result> {
    private final Nodes nodes;
    private final ToolRegistry registry;

    /** Over the nodes. */
    @Activate
    public NodesDrain(@Reference Nodes nodes, @Reference ToolRegistry registry) {
        this.nodes = nodes;
        this.registry = registry;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        return new Result(nodes.of(context.connection()).drain(registry));
    }

    /** Nothing. */
    public record Params() {}

    /** What it is still to answer. */
    public record Result(
            @Description("The calls that run; once it has answered them it may close the connection.") List<String> running) {}
}
