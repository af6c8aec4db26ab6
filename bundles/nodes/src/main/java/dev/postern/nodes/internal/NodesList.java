// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.list}. Bounded by the nodes that may be there at once. */
@Component(service = Method.class)
@WireMethod(name = "nodes.list", scope = "tools:read", description = "Lists the nodes that are connected.",
        inline = true)
public final class NodesList implements Method<NodesList.Params, NodesList.Result> {
    private final Nodes nodes;
    private final ToolRegistry registry;

    /** Over the nodes. */
    @Activate
    public NodesList(@Reference Nodes nodes, @Reference ToolRegistry registry) {
        this.nodes = nodes;
        this.registry = registry;
    }

    @Override
    public Result handle(Params params, MethodContext context) {
        var tools = registry.tools();
        return new Result(nodes.all().stream()
                .filter(node -> node.principal().tenant().equals(context.principal().tenant()))
                .sorted(Comparator.comparing(node -> node.identity().owner()))
                .map(node -> view(node, tools))
                .toList());
    }

    private static NodeView view(Node node, List<ToolRegistry.RegisteredTool> tools) {
        var identity = node.identity();
        return new NodeView(identity.name(), identity.version(), node.principal().id(), identity.bundle(),
                node.draining() ? NodeState.DRAINING : NodeState.SERVING,
                node.since().truncatedTo(ChronoUnit.MILLIS),
                node.calls().count(),
                tools.stream()
                        .filter(tool -> tool.bundle().equals(identity.bundle()))
                        .map(tool -> tool.descriptor().name() + "@" + tool.descriptor().version())
                        .toList());
    }

    /** Nothing. */
    public record Params() {}

    /** By token and name. */
    public record Result(List<NodeView> nodes) {}

    /** Whether it takes calls. */
    public enum NodeState {
        SERVING, DRAINING
    }

    /** A node that is connected. */
    public record NodeView(
            String node,
            String version,
            @Description("The id of its token.") String principal,
            @Description("As records of its calls have it.") String bundle,
            NodeState state,
            @Description("Since when it is connected.") Instant since,
            @Description("Calls that it runs.") int running,
            @Description("Tools that serve, name@version.") List<String> tools) {}
}
