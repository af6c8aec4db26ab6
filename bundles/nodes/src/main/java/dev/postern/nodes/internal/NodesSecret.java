// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Secret;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.ToolException;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.secret}: from then on it is hidden in what the call says and returns. */
@Component(service = Method.class)
@WireMethod(name = "nodes.secret", scope = "node:tools",
        description = "Tells a secret that the plugin may read to a call that the node runs.")
public final class NodesSecret implements Method<NodesSecret.Params, NodesSecret.Result> {
    private final Nodes nodes;

    /** Over the nodes. */
    @Activate
    public NodesSecret(@Reference Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var means = nodes.of(context.connection()).calls().using(params.run());
        try {
            return new Result(Optional.of(means.secrets().get(params.name())), Optional.empty());
        } catch (ToolException refused) {
            return new Result(Optional.empty(), Optional.of(Means.failure(refused)));
        }
    }

    /** Which one. */
    public record Params(
            @Size(min = 1, max = 64) @Description("As call.start has it.") String run,
            @Size(min = 1, max = 256) String name) {}

    /** One of the two. */
    public record Result(@Secret Optional<String> value, Optional<CallFailure> failure) {}
}
