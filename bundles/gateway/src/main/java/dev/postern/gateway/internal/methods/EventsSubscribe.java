// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.methods;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import dev.postern.gateway.internal.connection.Connections;
import dev.postern.gateway.internal.dispatch.Exchange;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens a subscription of the connection that asks. */
@Component
@WireMethod(name = "events.subscribe", scope = "events:read", description = "Opens a subscription; its events follow "
        + "the response, from the cursor on and then live")
public final class EventsSubscribe implements Method<EventsSubscribe.Params, EventsSubscribe.Result> {
    private final Connections connections;

    /** Over the connections. */
    @Activate
    public EventsSubscribe(@Reference Connections connections) {
        this.connections = connections;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var connection = connections.find(context.connection())
                .orElseThrow(() -> new WireException(ErrorCode.CANCELLED, "the connection is gone"));
        var subscription = connection.subscribe(params.topics(), params.session(), params.since());
        var result = new Result(subscription.id(), subscription.cursor());
        // answered before its first event
        ((Exchange) context).afterwards(subscription::start);
        return result;
    }

    /** What to subscribe to. */
    public record Params(
            @Description("Topics, exact or ending in .*") @Size(min = 1, max = 64) List<String> topics,
            @Description("Only events of this session") @Size(min = 1, max = 128) Optional<String> session,
            @Description("A cursor to go on after; from now on when absent") @Size(min = 1,
                    max = 128) Optional<String> since) {}

    /** The subscription. */
    public record Result(
            @Description("Its id, which its events carry") String subscription,
            @Description("The cursor that stands before its first event") String cursor) {}
}
