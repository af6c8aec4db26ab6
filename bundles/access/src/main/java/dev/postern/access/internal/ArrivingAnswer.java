// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is read by a virtual thread of its own, so that whoever waits for it can be interrupted and can stop
 * waiting. What is not asked for is not read either, but for a few pieces.
 */
final class ArrivingAnswer implements HttpAccess.Stream {
    private static final int PIECE = 16_384;
    private static final int AHEAD = 8;

    private final Exchange exchange;
    private final Target target;
    private final Runnable whenClosed;
    private final CompletableFuture<Head> head = new CompletableFuture<>();
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(AHEAD);
    private final Thread reader;
    private @Nullable Piece last;

    private record Head(int status, Map<String, List<String>> headers) {}

    /** @param failure why there are no more; null where there are, or at the end */
    private record Piece(byte[] bytes, @Nullable Throwable failure) {
        boolean isLast() {
            return bytes.length == 0;
        }
    }

    ArrivingAnswer(Exchange exchange, Target target, Runnable whenClosed) {
        this.exchange = exchange;
        this.target = target;
        this.whenClosed = whenClosed;
        reader = Thread.ofVirtual().name("http " + target.host()).inheritInheritableThreadLocals(false)
                .unstarted(this::read);
    }

    /** Sends the request and waits for the beginning of the answer. */
    void begin(Duration patience) throws ToolException, InterruptedException {
        reader.start();
        try {
            head.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ToolException("timeout", "no answer of " + target.host() + " in time", true, e);
        } catch (ExecutionException e) {
            throw Failures.of(target, e.getCause());
        }
    }

    private void read() {
        Throwable failure = null;
        try {
            exchange.call(this::pump);
        } catch (IOException | HttpException | ToolException | InterruptedException | RuntimeException | Error e) {
            failure = e;
            head.completeExceptionally(e);
        }
        try {
            pieces.put(new Piece(new byte[0], failure));
        } catch (InterruptedException closed) {
            // nobody waits for it
        }
    }

    private boolean pump(ClassicHttpResponse answer) throws IOException, ToolException, InterruptedException {
        head.complete(new Head(answer.getCode(), Exchange.headers(answer)));
        var entity = answer.getEntity();
        if (entity == null) {
            return true;
        }
        var content = entity.getContent();
        var buffer = new byte[PIECE];
        long all = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            all += read;
            if (all > exchange.maxBytes()) {
                throw exchange.tooLarge("");
            }
            if (read > 0) {
                pieces.put(new Piece(Arrays.copyOf(buffer, read), null));
            }
        }
        return true;
    }

    @Override
    public int status() {
        return head.join().status();
    }

    @Override
    public Map<String, List<String>> headers() {
        return head.join().headers();
    }

    @Override
    public byte[] next(Duration patience) throws ToolException, InterruptedException {
        if (last == null) {
            var piece = pieces.poll(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
            if (piece == null) {
                throw new ToolException("timeout", "nothing more of the answer of " + target.host() + " in time", true,
                        null);
            }
            if (!piece.isLast()) {
                return piece.bytes();
            }
            last = piece;
        }
        if (last.failure() != null) {
            throw last.failure() instanceof ToolException refused
                    ? refused
                    : new ToolException("unavailable", "the answer of " + target.host() + " broke off", true,
                            last.failure());
        }
        return last.bytes();
    }

    @Override
    public void close() {
        exchange.end();
        reader.interrupt();
        whenClosed.run();
    }
}
