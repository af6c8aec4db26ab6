// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.methods;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import dev.postern.gateway.internal.connection.Connections;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Ends a subscription of the connection that asks. */
@Component
@WireMethod(name = "events.unsubscribe", scope = "events:read", inline = true,
        description = "Ends a subscription of this connection")
public final class EventsUnsubscribe implements Method<EventsUnsubscribe.Params, EventsUnsubscribe.Result> {
    private final Connections connections;

    /** Over the connections. */
    @Activate
    public EventsUnsubscribe(@Reference Connections connections) {
        this.connections = connections;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        return connections.find(context.connection())
                .filter(connection -> connection.unsubscribe(params.subscription()))
                .map(ended -> new Result(params.subscription()))
                .orElseThrow(() -> WireException.notFound("subscription", params.subscription()));
    }

    /** Which. */
    public record Params(@Description("The subscription's id") @Size(min = 1, max = 128) String subscription) {}

    /** It has ended. */
    public record Result(@Description("The subscription's id") String subscription) {}
}
