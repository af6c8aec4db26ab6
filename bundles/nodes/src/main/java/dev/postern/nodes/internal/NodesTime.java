// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Instant;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.time}: the time, which is on record with the call. */
@Component(service = Method.class)
@WireMethod(name = "nodes.time", scope = "node:tools",
        description = "Tells the time to a call that the node runs, and records it.", inline = true)
public final class NodesTime implements Method<NodesTime.Params, NodesTime.Result> {
    private final Nodes nodes;

    /** Over the nodes. */
    @Activate
    public NodesTime(@Reference Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        return new Result(nodes.of(context.connection()).calls().using(params.run()).clock().instant());
    }

    /** For which call. */
    public record Params(@Size(min = 1, max = 64) @Description("As call.start has it.") String run) {}

    /** What it is told. */
    public record Result(@Description("The gateway's time.") Instant at) {}
}
