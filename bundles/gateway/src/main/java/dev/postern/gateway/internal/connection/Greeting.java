// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.id.Ids;
import dev.postern.core.identity.Principal;
import dev.postern.core.json.Json;
import dev.postern.core.wire.ErrorCode;
import dev.postern.gateway.internal.Limits;
import dev.postern.gateway.internal.dispatch.MethodTable;
import dev.postern.gateway.internal.events.Subscription;
import dev.postern.gateway.internal.events.Topics;
import dev.postern.protocol.Connect;
import dev.postern.protocol.Hello;
import dev.postern.protocol.Protocol;
import dev.postern.protocol.WireError;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who the gateway is, and what it tells a client that has proved who it is. */
@Component(service = Greeting.class)
public final class Greeting {
    private final Json json;
    private final MethodTable methods;
    private final Hello.Server server;

    /** Of this bundle's version. */
    @Activate
    public Greeting(@Reference Json json, @Reference MethodTable methods, BundleContext context) {
        this.json = json;
        this.methods = methods;
        server = new Hello.Server("postern", context.getBundle().getVersion().toString(), new Ids().next("g"));
    }

    /** The server as clients see it: another instance id at every start. */
    public Hello.Server server() {
        return server;
    }

    /** Why a client is not understood; empty when there is a version that both speak. */
    static Optional<WireError> unspoken(Connect.Versions versions) {
        if (versions.min() <= Protocol.VERSION && versions.max() >= Protocol.OLDEST_VERSION) {
            return Optional.empty();
        }
        return Optional.of(new WireError(ErrorCode.PROTOCOL_UNSUPPORTED,
                "this gateway speaks the protocol versions " + Protocol.OLDEST_VERSION + " to " + Protocol.VERSION,
                List.of(JsonObject.builder().put("min", Protocol.OLDEST_VERSION).put("max", Protocol.VERSION).build()),
                false, Optional.empty()));
    }

    JsonObject to(Principal principal, String connection, Limits limits, Optional<Subscription> resumed) {
        return json.write(new Hello(Protocol.VERSION, Protocol.CONTRACT_VERSION, server, connection,
                new Hello.Principal(principal.kind().name().toLowerCase(Locale.ROOT), principal.id(),
                        principal.tenant()),
                principal.scopes().stream().sorted().toList(), methods.namesFor(principal),
                Topics.permitted(principal),
                new Hello.Limits(limits.maxFrameBytes(), limits.maxInFlight(), limits.idleTimeout().toMillis(),
                        limits.badFramesPerMinute(), limits.maxSubscriptions(), limits.sendBufferBytes(),
                        limits.heartbeat().toMillis()),
                resumed.map(Subscription::id), resumed.map(Subscription::cursor)));
    }
}
