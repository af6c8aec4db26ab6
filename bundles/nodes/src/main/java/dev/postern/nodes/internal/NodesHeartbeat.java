// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.heartbeat}: said by the node's own program, where a pong is only its WebSocket's. */
@Component(service = Method.class)
@WireMethod(name = "nodes.heartbeat", scope = "node:tools", description = "Says that the node works.", inline = true)
public final class NodesHeartbeat implements Method<NodesHeartbeat.Params, NodesHeartbeat.Result> {
    private final Nodes nodes;

    /** Over the nodes. */
    @Activate
    public NodesHeartbeat(@Reference Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        nodes.of(context.connection()).heard();
        return new Result(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Nothing. */
    public record Params() {}

    /** The gateway's time. */
    public record Result(Instant at) {}
}
