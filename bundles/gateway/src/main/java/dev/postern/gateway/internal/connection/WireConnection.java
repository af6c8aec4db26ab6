// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.Principal;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.gateway.internal.Limits;
import dev.postern.gateway.internal.dispatch.Caller;
import dev.postern.gateway.internal.events.Sink;
import dev.postern.gateway.internal.events.Subscription;
import dev.postern.protocol.CloseCode;
import dev.postern.protocol.Connect;
import dev.postern.protocol.Frame;
import dev.postern.protocol.FrameException;
import dev.postern.protocol.Protocol;
import dev.postern.protocol.Request;
import dev.postern.protocol.Response;
import dev.postern.protocol.WireError;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. Public because Jetty calls it by method handles. Frames arrive one after another on a thread of
 * Jetty's; whatever blocks has gone to another thread by the time the next one is read.
 */
public final class WireConnection implements Session.Listener.AutoDemanding, Caller, Sink {
    private static final Logger LOG = LoggerFactory.getLogger(WireConnection.class);
    /** How long a client may take to answer a close. */
    private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String id;
    private final Front front;
    private final Optional<BrowserSession> browser;
    private final Limits limits;
    private final BadFrames badFrames;
    private final Assembly assembly = new Assembly();
    private final AtomicInteger inFlight = new AtomicInteger();
    /** Threads of requests without an effect: interrupted when nobody waits for their answer any more. */
    private final Set<Thread> reads = ConcurrentHashMap.newKeySet(0);
    /** Guarded by itself. */
    private final Map<String, Subscription> subscriptions = new HashMap<>(2);
    private final long openedNanos = System.nanoTime();
    private volatile long heardNanos = openedNanos;
    private volatile long pingedNanos = openedNanos;
    private volatile long endedNanos;
    private volatile boolean closed;
    private volatile boolean streams;
    private volatile @Nullable Proof proof;
    private volatile @Nullable NodeLine node;
    private @Nullable Outbound out;

    WireConnection(String id, Front front, Optional<BrowserSession> browser, Limits limits) {
        this.id = id;
        this.front = front;
        this.browser = browser;
        this.limits = limits;
        badFrames = new BadFrames(limits.badFramesPerMinute());
    }

    // ---- what Jetty calls

    @Override
    public void onWebSocketOpen(Session opened) {
        // the clock in Connections watches instead: Jetty's would count what we send as a sign of life
        opened.setIdleTimeout(Duration.ZERO);
        out = new Outbound(((WebSocketSession) opened).getCoreSession(), limits.sendBufferBytes(),
                front.outgoing, front::crowded, front.slowClients);
        front.connections.add(this);
    }

    /** In pieces, so that what is unfinished can be counted over all connections. */
    @Override
    public void onWebSocketPartialText(String piece, boolean last) {
        front.received.add(piece.length());
        if (outbound().ended()) {
            return;
        }
        boolean stranger = proof == null;
        try {
            assembly.add(piece, last, stranger ? Protocol.MAX_FRAME_BYTES_BEFORE_HELLO : limits.maxFrameBytes(),
                    stranger ? front.strangersPieces : front.pieces).ifPresent(this::take);
        } catch (Assembly.Refused refused) {
            close(refused.code());
        }
    }

    private void take(String text) {
        heardNanos = System.nanoTime();
        try {
            switch (front.codec.decode(text)) {
                case Request request -> request(request);
                case Connect connect -> connect(connect);
                case Frame other when node().filter(line -> line.took(other)).isPresent() -> {}
                default -> bad(Response.of(Optional.empty(), WireError.of(ErrorCode.INVALID_FRAME,
                        "type: a client sends connect and request; a node answers, once, what it is asked")));
            }
        } catch (FrameException e) {
            node().ifPresent(line -> line.broken(e.id(), e.error()));
            bad(e.response());
        }
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        callback.succeed();
        close(CloseCode.BINARY);
    }

    // pings are Jetty's to answer: it sends the next pong once the last one is out
    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heardNanos = System.nanoTime();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        // Jetty closes: 1007 for bad UTF-8, 1002 for what is no WebSocket, 1006 for a cut line
        LOG.debug("connection {} failed: {}", id, cause.toString());
    }

    @Override
    public void onWebSocketClose(int status, String reason) {
        closed = true;
        front.connections.remove(this);
        outbound().gone();
        node().ifPresent(NodeLine::end);
        assembly.end();
        reads.forEach(Thread::interrupt);
        synchronized (subscriptions) {
            subscriptions.values().forEach(Subscription::end);
            subscriptions.clear();
        }
    }

    // ---- frames

    private void request(Request request) {
        var who = proof;
        if (who == null) {
            refuse(request.id(), WireError.of(ErrorCode.UNAUTHENTICATED, "the first frame must be connect"));
        } else if (!who.use().getAsBoolean()) {
            refuse(request.id(), WireError.of(ErrorCode.UNAUTHENTICATED,
                    "the token was revoked or has expired, or its browser signed out"));
        } else {
            front.dispatcher.dispatch(this, request);
        }
    }

    private void connect(Connect connect) {
        if (proof != null) {
            answer(connect.id(), WireError.of(ErrorCode.CONFLICT, "this connection is connected already"));
            return;
        }
        var unspoken = Greeting.unspoken(connect.protocol());
        if (unspoken.isPresent()) {
            answer(connect.id(), unspoken.get());
            close(CloseCode.PROTOCOL_UNSUPPORTED);
            return;
        }
        var who = Proof.of(connect, browser, front.authenticator);
        if (who.isEmpty()) {
            refuse(connect.id(), WireError.of(ErrorCode.UNAUTHENTICATED, connect.auth().isPresent()
                    ? "auth.token: there is no such token now"
                    : "auth: only a page of this gateway that is signed in at /login may leave it out"));
            return;
        }
        try {
            streams = connect.client().capabilities().contains("stream");
            var resumed = connect.resume().isPresent()
                    ? Optional.of(resume(who.get().principal(), connect.resume().get()))
                    : Optional.<Subscription>empty();
            welcome(connect, who.get(), resumed);
        } catch (WireException e) {
            // who it is was right: it may say connect again without what cannot be had
            answer(connect.id(), WireError.of(e));
        }
    }

    private Subscription resume(Principal who, Connect.Resume resume) throws WireException {
        // it is events.subscribe by another way in
        if (!who.may("events:read")) {
            throw new WireException(ErrorCode.FORBIDDEN, "resume needs the scope events:read");
        }
        return subscribe(who, resume.topics(), resume.session(), Optional.of(resume.cursor()));
    }

    private void welcome(Connect connect, Proof who, Optional<Subscription> resumed) {
        if (connect.client().kind() == Connect.Kind.NODE) {
            node = new NodeLine(front.codec, this, this::close, limits.maxFrameBytes());
        }
        proof = who;
        respond(Response.of(connect.id(), front.greeting.to(who.principal(), id, limits, resumed)));
        // not before the hello is on its way
        resumed.ifPresent(Subscription::watch);
        resumed.ifPresent(Subscription::start);
    }

    private void bad(Response answer) {
        front.badFrames.add(1);
        respond(answer);
        if (proof == null) {
            close(CloseCode.UNAUTHENTICATED);
        } else if (!badFrames.forgive(System.nanoTime())) {
            close(CloseCode.BAD_FRAMES);
        }
    }

    private void refuse(String frameId, WireError error) {
        answer(frameId, error);
        close(CloseCode.UNAUTHENTICATED);
    }

    private void answer(String frameId, WireError error) {
        respond(Response.of(Optional.of(frameId), error));
    }

    // ---- subscriptions

    /** Makes a subscription that delivers once it is started, and ends with the connection. */
    public Subscription subscribe(List<String> topics, Optional<String> ofSession, Optional<String> since)
            throws WireException {
        var subscription = subscribe(principal(), topics, ofSession, since);
        subscription.watch();
        return subscription;
    }

    private Subscription subscribe(
            Principal who, List<String> topics, Optional<String> ofSession, Optional<String> since)
            throws WireException {
        var subscription = front.subscriptions.open(who, topics, ofSession, since, this);
        synchronized (subscriptions) {
            if (subscriptions.size() >= limits.maxSubscriptions()) {
                throw new WireException(ErrorCode.CONFLICT, "a connection has at most "
                        + limits.maxSubscriptions() + " subscriptions; end one first");
            }
            if (closed) {
                throw new WireException(ErrorCode.CANCELLED, "the connection is gone");
            }
            subscriptions.put(subscription.id(), subscription);
        }
        return subscription;
    }

    /** Ends a subscription. False when the connection has none of that id. */
    public boolean unsubscribe(String subscription) {
        synchronized (subscriptions) {
            var ended = subscriptions.remove(subscription);
            if (ended != null) {
                ended.end();
            }
            return ended != null;
        }
    }

    // ---- what the dispatcher and subscriptions see

    @Override
    public String connection() {
        return id;
    }

    @Override
    public Principal principal() {
        return Objects.requireNonNull(proof, "asked before hello").principal();
    }

    @Override
    public void respond(Response response) {
        send(front.codec.encode(response).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean begin(Thread thread, boolean effect) {
        if (inFlight.incrementAndGet() > limits.maxInFlight()) {
            inFlight.decrementAndGet();
            return false;
        }
        if (!effect) {
            reads.add(thread);
        }
        return true;
    }

    @Override
    public void end(Thread thread) {
        reads.remove(thread);
        inFlight.decrementAndGet();
    }

    @Override
    public boolean send(byte[] frame) {
        front.sent.add(frame.length);
        return outbound().send(frame);
    }

    @Override
    public boolean sendIfRoom(byte[] frame) {
        return outbound().sendIfRoom(frame);
    }

    @Override
    public boolean awaitRoom(Duration patience) throws InterruptedException {
        return outbound().awaitRoom(patience);
    }

    @Override
    public void tooSlow() {
        outbound().cut();
    }

    @Override
    public boolean streams() {
        return streams;
    }

    // ---- what the clock does

    /** Open, and has not said who it is. */
    boolean isUnknown() {
        return proof == null && !outbound().ended();
    }

    /** How long it is open, in ns. */
    long age(long now) {
        return now - openedNanos;
    }

    void tick(long now) {
        if (outbound().ended()) {
            farewell(now);
            return;
        }
        var who = proof;
        if (who == null) {
            if (age(now) > limits.connectTimeout().toNanos()) {
                close(CloseCode.UNAUTHENTICATED);
            }
            return;
        }
        if (!who.current().getAsBoolean()) {
            close(CloseCode.UNAUTHENTICATED);
            return;
        }
        long idle = limits.idleTimeout().toNanos();
        if (now - heardNanos > idle) {
            close(CloseCode.IDLE);
        } else if (now - Math.max(heardNanos, pingedNanos) > idle / 3) {
            pingedNanos = now;
            outbound().ping();
        }
        synchronized (subscriptions) {
            subscriptions.values().forEach(subscription -> subscription.heartbeat(limits.heartbeat()));
        }
    }

    /**
     * A client that does not answer the close either keeps nothing open. A slow one finds it behind all that it did not
     * read: it has as long for that as others may be silent.
     */
    private void farewell(long now) {
        long patience = outbound().wasCut() ? limits.idleTimeout().toNanos() : FAREWELL_NANOS;
        if (endedNanos == 0) {
            endedNanos = now;
        } else if (now - endedNanos > patience) {
            outbound().abort();
        }
    }

    void close(CloseCode code) {
        outbound().end(code);
    }

    /** The other direction, when the client is a node. */
    Optional<NodeLine> node() {
        return Optional.ofNullable(node);
    }

    /** What goes out on it. */
    Outbound outbound() {
        return Objects.requireNonNull(out, "not open yet");
    }
}
