package dev.postern.toolrunner.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import dev.postern.api.tool.Progress;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.wire.Streams;
import org.jspecify.annotations.Nullable;

/** Sends a call's progress to whoever watches its turn. */
final class StreamedProgress implements Progress {
    private final CallRequest request;
    private final int attempt;
    private final Supplier<@Nullable Streams> streams;
    private final AtomicLong seq = new AtomicLong();

    StreamedProgress(CallRequest request, int attempt, Supplier<@Nullable Streams> streams) {
        this.request = request;
        this.attempt = attempt;
        this.streams = streams;
    }

    @Override
    public void message(String message) {
        send("progress", message);
    }

    @Override
    public void fraction(long done, long total) {
        send("progress", total > 0 ? done + "/" + total : Long.toString(done));
    }

    @Override
    public void output(String text) {
        send("output", text);
    }

    private void send(String kind, String data) {
        var target = streams.get();
        if (target != null) {
            target.send(new Streams.Piece(
                    request.session().tenant(),
                    request.turn().orElse(""),
                    request.call(),
                    attempt,
                    seq.getAndIncrement(),
                    kind,
                    data,
                    false));
        }
    }
}
