// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.Failure;
import dev.postern.cli.Settings;
import dev.postern.cli.Shown;
import org.jspecify.annotations.Nullable;

/** What all parts of a chat work with: one thread, which whoever has something to do leaves it to. */
final class Desk {
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final Settings settings;
    private final Front front;
    private final Link link;
    private final Conversation conversation = new Conversation();
    private int pending;
    private int errors;

    Desk(Settings settings, Front front, Link link) {
        this.settings = settings;
        this.front = front;
        this.link = link;
    }

    Settings settings() {
        return settings;
    }

    Front front() {
        return front;
    }

    Link link() {
        return link;
    }

    Conversation conversation() {
        return conversation;
    }

    /** Has it done by the thread; from any other. */
    void post(Runnable task) {
        work.add(task);
    }

    /** Does what is there to do, and waits so long for it at most. */
    void work(long millis) throws InterruptedException {
        var task = work.poll(millis, TimeUnit.MILLISECONDS);
        while (task != null) {
            task.run();
            task = work.poll();
        }
    }

    void show(Out out) {
        if (out instanceof Out.Line(var kind, var unused) && kind == Out.Kind.ERROR) {
            errors++;
        }
        front.show(out);
    }

    void show(Iterable<? extends Out> all) {
        all.forEach(this::show);
    }

    /** Shows why something did not work. */
    void failed(Failure why) {
        show(Out.error(Shown.line(why.code() + ": " + why.getMessage())));
    }

    /** How many errors were shown. */
    int errors() {
        return errors;
    }

    /** Whether anything was begun that has not ended. */
    boolean isWaiting() {
        return pending > 0;
    }

    /** A key for a request that is made once. */
    static String key() {
        return "chat-" + UUID.randomUUID();
    }

    /** Asks the gateway; what follows is done by the thread. A failure is shown. */
    void ask(String method, JsonObject params, Consumer<JsonObject> then) {
        ask(method, params, "", then, this::failed);
    }

    /** The same, with what follows a failure, and with a key where the request is to outlive its socket. */
    void ask(String method, JsonObject params, String key, Consumer<JsonObject> then, Consumer<Failure> otherwise) {
        await(link.request(method, params, key), then, otherwise);
    }

    /** Does what follows by the thread. */
    <T> void await(CompletableFuture<T> future, Consumer<T> then, Consumer<Failure> otherwise) {
        pending++;
        var unused = future.whenComplete((result, error) -> post(() -> {
            pending--;
            if (error == null) {
                then.accept(result);
            } else {
                otherwise.accept(failure(error));
            }
        }));
    }

    private static Failure failure(@Nullable Throwable error) {
        var cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof Failure failure ? failure : new Failure("internal", String.valueOf(cause));
    }
}
