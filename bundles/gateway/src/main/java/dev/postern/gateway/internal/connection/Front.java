// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import java.util.Optional;

import dev.postern.core.id.Ids;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSession;
import dev.postern.core.json.Json;
import dev.postern.core.metrics.Metrics;
import dev.postern.gateway.internal.Configured;
import dev.postern.gateway.internal.SharedRoom;
import dev.postern.gateway.internal.dispatch.Dispatcher;
import dev.postern.gateway.internal.events.Subscriptions;
import dev.postern.protocol.FrameCodec;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** What all connections share. */
@Component(service = Front.class)
public final class Front {
    /** Unfinished messages of those who have said hello may take a quarter of the memory there is, and what they do not read. */
    private static final int SHARE = 4;
    /** And of those who have not, much less: nobody knows them. */
    private static final int STRANGERS_SHARE = 16;

    final SharedRoom pieces = new SharedRoom(Runtime.getRuntime().maxMemory() / SHARE);
    final SharedRoom strangersPieces = new SharedRoom(Runtime.getRuntime().maxMemory() / STRANGERS_SHARE);
    /** What waits for clients to read it. */
    final SharedRoom outgoing = new SharedRoom(Runtime.getRuntime().maxMemory() / SHARE);
    final FrameCodec codec;
    final Authenticator authenticator;
    final Dispatcher dispatcher;
    final Subscriptions subscriptions;
    final Connections connections;
    final Greeting greeting;
    private final Configured configured;
    final Metrics.Counter received;
    final Metrics.Counter sent;
    final Metrics.Counter badFrames;
    final Metrics.Counter slowClients;
    private final Ids ids = new Ids();

    /** Of all its parts. */
    @Activate
    public Front(
            @Reference Json json,
            @Reference Authenticator authenticator,
            @Reference Dispatcher dispatcher,
            @Reference Subscriptions subscriptions,
            @Reference Connections connections,
            @Reference Configured configured,
            @Reference Greeting greeting,
            @Reference Metrics metrics) {
        codec = new FrameCodec(json);
        this.authenticator = authenticator;
        this.dispatcher = dispatcher;
        this.subscriptions = subscriptions;
        this.connections = connections;
        this.greeting = greeting;
        this.configured = configured;
        received = metrics.counter("postern_received_bytes");
        sent = metrics.counter("postern_sent_bytes");
        badFrames = metrics.counter("postern_bad_frames");
        slowClients = metrics.counter("postern_slow_clients");
    }

    /** Nobody speaks on through parts that are gone, by whose word a token would be good for ever: all come back. */
    @Deactivate
    void close() throws InterruptedException {
        connections.dismiss();
    }

    /** More waits for clients than may: whoever lets most wait goes, without a word that would have to wait as well. */
    synchronized void crowded() {
        if (!outgoing.isWithin()) {
            connections.greediest().ifPresent(Outbound::giveWay);
        }
    }

    /**
     * An endpoint for a connection that is about to open.
     *
     * @param browser the session of the page that opens it
     */
    public WireConnection connection(Optional<BrowserSession> browser) {
        return new WireConnection(ids.next("c"), this, browser, configured.limits());
    }
}
