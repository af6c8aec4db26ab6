// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Size;
import dev.postern.core.store.StoreException;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.register}. Takes no idempotency key: what it does lasts as long as the connection. */
@Component(service = Method.class)
@WireMethod(name = "nodes.register", scope = "node:tools",
        description = "Makes this connection a node's and offers its tools, until it closes.")
public final class NodesRegister implements Method<NodesRegister.Params, NodesRegister.Result> {
    private final Nodes nodes;

    /** Over the nodes. */
    @Activate
    public NodesRegister(@Reference Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException, StoreException {
        return nodes.register(params, context);
    }

    /** Who, and what it can do. */
    public record Params(
            @Pattern("^[a-z0-9][a-z0-9-]{0,62}$") @Description("Its name; with the token it says which node this is, also after it connected anew.") String node,
            @Pattern("^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$") @DefaultValue("\"0.0.0\"") @Description("Its version.") String version,
            @Size(min = 1, max = 256) @Description("The tools it offers.") List<ToolOffer> tools) {}

    /** What came of it. */
    public record Result(
            String node,
            @Description("As records of its calls have it: owner, version and digest of the descriptors.") String bundle,
            @Description("How often it must be heard of, in ms; after three times as long it is gone.") long heartbeatMs,
            @Description("Calls that it gets at once.") int maxCalls,
            List<Told> tools) {}

    /** A tool that was offered. */
    public record Told(
            String name,
            String version,
            @Description("Why it does not serve; absent when it does.") Optional<String> refused) {}
}
