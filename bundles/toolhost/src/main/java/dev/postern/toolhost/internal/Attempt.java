// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Cancellation;
import dev.postern.api.tool.ToolException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a tool's code on a thread that it has for itself: a platform's, so that code that only computes keeps no other
 * waiting.
 */
final class Attempt implements Cancellation {
    private static final int LONGEST = 4_096;

    private final HostedCode code;
    private final JsonObject params;
    private final boolean preview;
    private final RemoteContext context;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final List<Runnable> actions = new ArrayList<>();
    private @Nullable Thread thread;
    private volatile boolean requested;
    private volatile long requestedNanos;

    Attempt(HostedCode code, JsonObject params, Line line, boolean preview) {
        this.code = code;
        this.params = params;
        this.preview = preview;
        context = new RemoteContext(params, line, this);
    }

    /**
     * Begins.
     *
     * @param threads which have one for each run
     * @param done gets what is answered
     */
    void start(Executor threads, Consumer<JsonObject> done) {
        threads.execute(() -> {
            take(Thread.currentThread());
            var result = result();
            take(null);
            context.end();
            done.accept(result);
        });
    }

    /** From here on a cancellation interrupts this thread, or none: the next run's is not meant. */
    private void take(@Nullable Thread now) {
        lock.lock();
        try {
            thread = now;
            if (now == null) {
                Thread.interrupted();
            } else if (requested) {
                now.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private JsonObject result() {
        try {
            var input = params.object("input").orElse(JsonObject.EMPTY);
            return preview
                    ? preview(input)
                    : JsonObject.builder().put("output", code.code().call(input, context)).build();
        } catch (ToolException refused) {
            return failure(refused.code(), String.valueOf(refused.getMessage()), refused.retryable());
        } catch (OutOfMemoryError full) {
            throw full;
        } catch (Throwable failed) {
            if (!requested) {
                var trace = new StringWriter();
                failed.printStackTrace(new PrintWriter(trace));
                System.err.println(context.hide("the call " + context.call() + " failed: " + trace));
            }
            return failure("failed", code.key() + " failed; the gateway's log has the reason under " + context.call(),
                    false);
        }
    }

    private JsonObject preview(JsonObject input) throws Exception {
        return code.code().preview(input, context)
                .map(shown -> JsonObject.builder().put("preview", JsonObject.builder().put("summary", shown.summary())
                        .put("mediaType", shown.mediaType()).put("detail", shown.detail()).build()).build())
                .orElseGet(() -> failure("unavailable", "it cannot say what a call would do", false));
    }

    static JsonObject failure(String code, String message, boolean retryable) {
        return JsonObject.builder().put("failure", JsonObject.builder()
                .put("code", code.matches("[a-z][a-z0-9_]{0,63}") ? code : "failed")
                .put("message", message.length() > LONGEST ? message.substring(0, LONGEST) : message)
                .put("retryable", retryable).build()).build();
    }

    void cancel() {
        List<Runnable> now;
        lock.lock();
        try {
            if (requested) {
                return;
            }
            requestedNanos = System.nanoTime();
            requested = true;
            now = List.copyOf(actions);
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
        now.forEach(action -> Thread.ofPlatform().daemon().name("tool-cancel").start(action));
    }

    /** Whether it was cancelled so long ago. */
    boolean abandonedFor(Duration grace) {
        return requested && System.nanoTime() - requestedNanos >= grace.toNanos();
    }

    @Override
    public boolean requested() {
        return requested;
    }

    @Override
    public void onRequest(Runnable action) {
        lock.lock();
        try {
            if (!requested) {
                actions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }
}
