// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import dev.postern.api.tool.Progress;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.wire.Streams;
import org.jspecify.annotations.Nullable;

/** Sends a call's progress to whoever watches its session, without the secrets that the call has read. */
final class StreamedProgress implements Progress {
    /** Characters of one piece; what is longer is cut, as all of it may be dropped. */
    private static final int LONGEST = 16_384;

    private final CallRequest request;
    private final int attempt;
    private final Supplier<@Nullable Streams> streams;
    private final SeenSecrets secrets;
    private final AtomicLong seq = new AtomicLong();
    private volatile boolean ended;

    StreamedProgress(CallRequest request, int attempt, Supplier<@Nullable Streams> streams, SeenSecrets secrets) {
        this.request = request;
        this.attempt = attempt;
        this.streams = streams;
        this.secrets = secrets;
    }

    /** What comes later is dropped: a program's last output may arrive after its call. */
    void end() {
        boolean before = ended;
        ended = true;
        if (!before && seq.get() > 0) {
            piece("progress", "", true);
        }
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

    /** Once nothing is secret in it: a cut through a secret would leave half of it. */
    private static String cut(String data) {
        return data.length() > LONGEST ? data.substring(0, LONGEST) : data;
    }

    private void send(String kind, String data) {
        if (!ended) {
            piece(kind, data, false);
        }
    }

    private void piece(String kind, String data, boolean last) {
        var target = streams.get();
        if (target != null) {
            target.send(new Streams.Piece(
                    request.session().tenant(),
                    request.session().id(),
                    request.call(),
                    attempt,
                    seq.getAndIncrement(),
                    kind,
                    cut(secrets.hide(data)),
                    last));
        }
    }
}
