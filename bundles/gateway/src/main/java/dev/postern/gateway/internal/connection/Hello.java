package dev.postern.gateway.internal.connection;

import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.id.Ids;
import dev.postern.core.identity.Principal;
import dev.postern.gateway.internal.Limits;
import dev.postern.gateway.internal.dispatch.MethodTable;
import dev.postern.gateway.internal.events.Subscription;
import dev.postern.gateway.internal.events.Topics;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who the gateway is, and what it tells a client that has proved who it is. */
@Component(service = Hello.class)
public final class Hello {
    /** The newest version spoken, and with it the only one so far. */
    public static final int PROTOCOL = 1;
    /** The version of the contract under {@code schemas/}. */
    public static final String CONTRACT_VERSION = "1.0.0";
    private static final String NAME = "postern";

    private final MethodTable methods;
    private final String version;
    private final String instance = new Ids().next("g");

    /** Of this bundle's version. */
    @Activate
    public Hello(@Reference MethodTable methods, BundleContext context) {
        this.methods = methods;
        version = context.getBundle().getVersion().toString();
    }

    /** The server as clients see it: another instance id at every start. */
    public JsonObject server() {
        return JsonObject.builder().put("name", NAME).put("version", version).put("instance", instance).build();
    }

    JsonObject to(Principal principal, String connection, Limits limits, Optional<Subscription> resumed) {
        var hello = JsonObject.builder()
                .put("protocol", PROTOCOL)
                .put("contractVersion", CONTRACT_VERSION)
                .put("server", server())
                .put("connection", connection)
                .put("principal", JsonObject.builder()
                        .put("kind", principal.kind().name().toLowerCase(Locale.ROOT))
                        .put("id", principal.id())
                        .put("tenant", principal.tenant())
                        .build())
                .put("scopes", JsonArray.ofStrings(principal.scopes().stream().sorted().toList()))
                .put("methods", JsonArray.ofStrings(methods.namesFor(principal)))
                .put("topics", JsonArray.ofStrings(Topics.permitted(principal)))
                .put("limits", JsonObject.builder()
                        .put("maxFrameBytes", limits.maxFrameBytes())
                        .put("maxInFlight", limits.maxInFlight())
                        .put("idleTimeoutMs", limits.idleTimeout().toMillis())
                        .put("badFramesPerMinute", limits.badFramesPerMinute())
                        .put("maxSubscriptions", limits.maxSubscriptions())
                        .put("sendBufferBytes", limits.sendBufferBytes())
                        .put("heartbeatMs", limits.heartbeat().toMillis())
                        .build());
        resumed.ifPresent(subscription -> hello.put("subscription", subscription.id())
                .put("cursor", subscription.cursor()));
        return hello.build();
    }
}
