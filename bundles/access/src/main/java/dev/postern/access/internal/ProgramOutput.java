// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.api.tool.Progress;

/**
 * Reads one stream of a program to its end, however much comes: the beginning is kept and shown line by line as it comes,
 * the rest is dropped. What is no UTF-8 becomes U+FFFD; no character is cut.
 */
final class ProgramOutput {
    private static final int PIECE = 8_192;
    /** A line that is longer is shown in pieces. */
    private static final int LINE = 4_096;

    private final int limit;
    private final Progress progress;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer bytes = ByteBuffer.allocate(2 * PIECE);
    private final CharBuffer characters = CharBuffer.allocate(2 * PIECE);
    private final StringBuilder kept = new StringBuilder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int shown;
    private int taken;
    private volatile boolean cut;

    /**
     * Of a stream that is about to be read.
     *
     * @param limit bytes that are kept
     * @param progress gets what is kept
     */
    ProgramOutput(int limit, Progress progress) {
        this.limit = limit;
        this.progress = progress;
    }

    /** Reads to the end; the caller's thread is kept as long as anybody holds the other end. */
    void read(InputStream stream) {
        var buffer = new byte[PIECE];
        try (stream) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                take(buffer, n);
            }
        } catch (IOException killed) {
            // what came until then is kept
        } finally {
            end();
            ended.countDown();
        }
    }

    private synchronized void take(byte[] buffer, int n) {
        int room = Math.min(n, limit - taken);
        taken += room;
        if (room > 0) {
            decode(buffer, room, false);
        }
        if (room < n && !cut) {
            cut = true;
            show(kept.length());
            synchronized (progress) {
                progress.message("more than " + limit + " bytes of output: the rest is not kept");
            }
        }
    }

    private synchronized void end() {
        if (!cut) {
            decode(new byte[0], 0, true);
            show(kept.length());
        }
    }

    private void decode(byte[] buffer, int length, boolean last) {
        bytes.put(buffer, 0, length).flip();
        decoder.decode(bytes, characters, last);
        if (last) {
            decoder.flush(characters);
        }
        bytes.compact();
        kept.append(characters.flip());
        characters.clear();
        int end = kept.lastIndexOf("\n") + 1;
        show(end > shown || kept.length() - shown < LINE ? end : kept.length());
    }

    /** One piece at a time, of whichever stream, so that they are seen in the order they came in. */
    private void show(int end) {
        if (end > shown) {
            synchronized (progress) {
                progress.output(kept.substring(shown, end));
            }
            shown = end;
        }
    }

    /** Waits until the stream has ended, but no longer than that; whether it has. */
    boolean await(Duration patience) throws InterruptedException {
        return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What was kept so far. */
    synchronized String text() {
        return kept.toString();
    }

    /** Whether something was dropped. */
    boolean cut() {
        return cut;
    }
}
