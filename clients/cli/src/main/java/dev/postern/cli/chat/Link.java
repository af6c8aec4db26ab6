// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.Failure;
import dev.postern.cli.Settings;
import dev.postern.cli.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a chat, which outlives its sockets: when one breaks, another is opened, and events go on after the last
 * cursor. A thread of its own reads; requests may be made by any. A request under a key is made again over the next socket
 * until it is answered, which the gateway makes once of; any other fails with the socket.
 */
final class Link implements Closeable {
    /** Between two tries, from the first to the last and all after it. */
    private static final List<Long> PAUSES_MS = List.of(100L, 250L, 500L, 1_000L, 2_000L, 4_000L);

    private final Settings settings;
    private final Watcher watcher;
    private final Map<String, Request> open = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile @Nullable Wire wire;
    private volatile boolean closed;
    private volatile String session = "";
    private volatile String cursor = "";

    /** Is told what happens, by the thread that reads. */
    interface Watcher {
        /** An event, or a piece of a stream. */
        void frame(JsonObject frame);

        /** The socket broke; another try follows. */
        void lost(String why);

        /**
         * There is another socket.
         *
         * @param isWhole whether everything missed follows; else the gateway has it no more
         */
        void back(boolean isWhole);

        /** There will be no other. */
        void over(Failure why);
    }

    private record Request(String method, JsonObject params, String key, CompletableFuture<JsonObject> answer) {}

    Link(Settings settings, Watcher watcher) {
        this.settings = settings;
        this.watcher = watcher;
    }

    /** Connects, and begins to read; gives what the gateway says of itself and of us. */
    JsonObject start() throws Failure, UsageException, IOException {
        var first = Wire.open(settings, ids);
        first.subscribe(session, cursor);
        cursor = first.cursor();
        wire = first;
        Thread.ofPlatform().daemon().name("link").start(this::read);
        return first.hello();
    }

    /** Where events begin that are sent from now on. */
    String cursor() {
        return cursor;
    }

    /** From now on events of this session alone, from the cursor given on; to be called when connected. */
    CompletableFuture<JsonObject> watch(String toWatch, String since) {
        session = toWatch;
        var now = wire;
        if (now == null) {
            // the next socket begins with it
            return CompletableFuture.completedFuture(JsonObject.EMPTY);
        }
        try {
            return request("events.subscribe", now.subscription(toWatch, since), "").thenApply(result -> {
                var before = now.replaced(result.text("subscription").orElse(""));
                if (!before.isEmpty()) {
                    var unused = request("events.unsubscribe", JsonObject.of("subscription", before), "");
                }
                return result;
            });
        } catch (Failure e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Makes a request.
     *
     * @param key an idempotency key, or empty
     * @return completes with the result, or with a {@link Failure}; by the thread that reads
     */
    CompletableFuture<JsonObject> request(String method, JsonObject params, String key) {
        var request = new Request(method, params, key, new CompletableFuture<>());
        var id = Long.toString(ids.incrementAndGet());
        open.put(id, request);
        var now = wire;
        if (now == null) {
            if (key.isEmpty()) {
                open.remove(id);
                request.answer().completeExceptionally(away());
            }
        } else {
            send(now, id, request);
            if (wire != now && key.isEmpty() && open.remove(id) != null) {
                request.answer().completeExceptionally(away());
            }
        }
        return request.answer();
    }

    private static Failure away() {
        return new Failure("unavailable", "the gateway is away");
    }

    private static void send(Wire over, String id, Request request) {
        try {
            var frame = JsonObject.builder().put("type", "request").put("id", id).put("method", request.method())
                    .put("params", request.params());
            if (!request.key().isEmpty()) {
                frame.put("idempotencyKey", request.key());
            }
            over.send(frame.build());
        } catch (IOException e) {
            // the thread that reads sees it, too
            over.abandon();
        }
    }

    private void read() {
        while (!closed) {
            var now = wire;
            try {
                if (now == null) {
                    comeBack();
                } else {
                    take(now.receive());
                }
            } catch (IOException e) {
                broke(now, e);
            } catch (Failure e) {
                over(e);
                return;
            } catch (UsageException e) {
                over(new Failure("invalid_params", String.valueOf(e.getMessage())));
                return;
            }
        }
    }

    private void take(JsonObject frame) {
        if (!frame.text("type").orElse("").equals("response")) {
            frame.text("cursor").ifPresent(newest -> cursor = newest);
            watcher.frame(frame);
            return;
        }
        var request = open.remove(frame.text("id").orElse(""));
        if (request != null) {
            if (frame.bool("ok").orElse(false)) {
                request.answer().complete(frame.object("result").orElse(JsonObject.EMPTY));
            } else {
                request.answer().completeExceptionally(Failure.of(frame.object("error").orElse(JsonObject.EMPTY)));
            }
        }
    }

    private void broke(@Nullable Wire broken, IOException why) {
        wire = null;
        if (broken != null) {
            broken.abandon();
        }
        if (closed) {
            return;
        }
        if (Wire.isFinal(why)) {
            over(new Failure("unavailable", String.valueOf(why.getMessage())));
            closed = true;
            return;
        }
        watcher.lost(why.getMessage() == null ? why.toString() : why.getMessage());
        var failed = open.entrySet().stream().filter(each -> each.getValue().key().isEmpty()).toList();
        failed.forEach(each -> {
            open.remove(each.getKey());
            each.getValue().answer().completeExceptionally(away());
        });
    }

    private void over(Failure why) {
        closed = true;
        open.values().forEach(each -> each.answer().completeExceptionally(why));
        watcher.over(why);
    }

    private void comeBack() throws Failure, UsageException {
        for (int i = 0; !closed; i++) {
            try {
                Thread.sleep(PAUSES_MS.get(Math.min(i, PAUSES_MS.size() - 1)));
                // another process may serve now, at another port
                var next = Wire.open(settings, ids);
                boolean isWhole = resume(next);
                watcher.back(isWhole);
                wire = next;
                Stream.of(open.keySet().toArray(String[]::new)).sorted(Link::byNumber)
                        .forEach(id -> resend(next, id));
                return;
            } catch (IOException e) {
                // not yet
            } catch (Failure e) {
                if (Wire.isFinal(e)) {
                    throw e;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static int byNumber(String one, String other) {
        return Long.compare(Long.parseLong(one), Long.parseLong(other));
    }

    private void resend(Wire over, String id) {
        var request = open.get(id);
        // one without a key was made a moment ago, over this very socket
        if (request != null && !request.key().isEmpty()) {
            send(over, id, request);
        }
    }

    private boolean resume(Wire next) throws Failure, IOException {
        try {
            next.subscribe(session, cursor);
            return true;
        } catch (Failure e) {
            if (!e.code().equals("cursor_expired")) {
                throw e;
            }
            next.subscribe(session, "");
            cursor = next.cursor();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        var now = wire;
        if (now != null) {
            now.close();
        }
    }
}
