package dev.postern.access.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import dev.postern.api.tool.Progress;

/** Reads a stream to its end, shows it as it comes, and keeps the beginning. */
final class CutOutput {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread reader;
    private volatile boolean cut;

    CutOutput(InputStream stream, int limit, Progress progress) {
        reader = Thread.ofVirtual().name("program-output").start(() -> read(stream, limit, progress));
    }

    private void read(InputStream stream, int limit, Progress progress) {
        var buffer = new byte[8_192];
        try (stream) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                int room = Math.min(n, limit - kept.size());
                kept.write(buffer, 0, room);
                cut |= room < n;
                progress.output(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException ended) {
            // the program was killed; what came until then is kept
        }
    }

    String text() throws InterruptedException {
        reader.join();
        return kept.toString(StandardCharsets.UTF_8);
    }

    boolean cut() {
        return cut;
    }
}
