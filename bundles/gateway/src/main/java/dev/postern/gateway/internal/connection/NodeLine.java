// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.NodeLink;
import dev.postern.core.wire.WireException;
import dev.postern.gateway.internal.events.Sink;
import dev.postern.protocol.CloseCode;
import dev.postern.protocol.Frame;
import dev.postern.protocol.FrameCodec;
import dev.postern.protocol.Request;
import dev.postern.protocol.Response;
import dev.postern.protocol.Stream;
import dev.postern.protocol.WireError;

/** The other direction of a node's connection: what the gateway asks, and what comes back. */
final class NodeLine implements NodeLink {
    /** A node that takes not one frame for so long is asked nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Answers that nobody waits for any more; of an older one it is as if it had never been asked. */
    private static final int MOST_GIVEN_UP = 1_024;

    private final FrameCodec codec;
    private final Sink sink;
    private final Consumer<CloseCode> closing;
    private final int maxFrameBytes;
    private final Map<String, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    /** Guarded by itself; the eldest first. */
    private final LinkedHashSet<String> givenUp = new LinkedHashSet<>();
    private final AtomicLong ids = new AtomicLong();
    /** One after another, so that there is room for each when it is sent. */
    private final ReentrantLock sending = new ReentrantLock();
    private volatile Consumer<Piece> taker = piece -> {};
    private volatile boolean over;

    NodeLine(FrameCodec codec, Sink sink, Consumer<CloseCode> closing, int maxFrameBytes) {
        this.codec = codec;
        this.sink = sink;
        this.closing = closing;
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public int maxFrameBytes() {
        return maxFrameBytes;
    }

    @Override
    public CompletableFuture<JsonObject> request(String method, JsonObject params)
            throws WireException, InterruptedException {
        var id = nextId();
        var frame = frame(id, method, params);
        var answer = new CompletableFuture<JsonObject>();
        sending.lockInterruptibly();
        try {
            if (over || !sink.awaitRoom(PATIENCE)) {
                throw gone();
            }
            waiting.put(id, answer);
            if (!sink.send(frame)) {
                waiting.remove(id);
                throw gone();
            }
        } finally {
            sending.unlock();
        }
        // Jetty's thread runs this, too: the answer may be there already
        var _ = answer.whenComplete((result, failure) -> {
            if (waiting.remove(id) != null) {
                giveUp(id);
            }
        });
        if (over) {
            answer.completeExceptionally(new Gone());
        }
        return answer;
    }

    @Override
    public void tell(String method, JsonObject params) {
        var id = nextId();
        giveUp(id);
        var _ = sink.sendIfRoom(frame(id, method, params));
    }

    @Override
    public void onPiece(Consumer<Piece> to) {
        taker = to;
    }

    @Override
    public void close() {
        closing.accept(CloseCode.IDLE);
    }

    /** Takes what only a node sends. False when it is nothing of the kind. */
    boolean took(Frame frame) {
        return switch (frame) {
            case Response response -> answered(response);
            case Stream piece -> {
                taker.accept(new Piece(piece.stream(), piece.kind(), piece.data()));
                yield true;
            }
            default -> false;
        };
    }

    /** False when nothing was asked that it could answer. */
    private boolean answered(Response response) {
        var id = response.id().orElse("");
        var answer = waiting.remove(id);
        if (answer == null) {
            synchronized (givenUp) {
                return givenUp.remove(id);
            }
        }
        if (response.ok()) {
            answer.complete(response.result().orElse(JsonObject.EMPTY));
        } else {
            answer.completeExceptionally(refusal(response.error().orElseThrow()));
        }
        return true;
    }

    /** What was to answer a request is no frame. */
    void broken(Optional<String> id, WireError error) {
        id.map(waiting::remove).ifPresent(answer -> answer.completeExceptionally(
                new WireException(ErrorCode.INVALID_FRAME, "the node's answer is no frame: " + error.message())));
    }

    /** The connection is gone: whoever waits need not. */
    void end() {
        over = true;
        waiting.values().forEach(answer -> answer.completeExceptionally(new Gone()));
    }

    private String nextId() {
        return "s" + ids.incrementAndGet();
    }

    private byte[] frame(String id, String method, JsonObject params) {
        return codec.encode(new Request(id, method, params, Optional.empty(), Optional.empty()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void giveUp(String id) {
        synchronized (givenUp) {
            givenUp.add(id);
            if (givenUp.size() > MOST_GIVEN_UP) {
                givenUp.removeFirst();
            }
        }
    }

    private static WireException refusal(WireError error) {
        return new WireException(error.code(), error.message(), error.details(), error.retryable(),
                error.retryAfterMs().map(Duration::ofMillis).orElse(null));
    }

    private static WireException gone() {
        return new WireException(ErrorCode.UNAVAILABLE, "the node is gone, or does not read what it is sent");
    }
}
