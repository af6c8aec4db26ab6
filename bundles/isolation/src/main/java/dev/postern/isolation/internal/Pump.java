// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

/**
 * The line between a tool host and the gateway's own door: one frame a line on the one side, one a message on the other.
 * Reads nothing of what it carries, so that the host is to the gateway what every node is, and needs no network.
 */
final class Pump implements AutoCloseable {
    /** No frame is larger, whatever is set. */
    private static final int LARGEST = 16 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder().executor(threads).connectTimeout(PATIENCE)
            .proxy(HttpClient.Builder.NO_PROXY).build();

    Pump(Process process) {
        this.process = process;
    }

    /**
     * Carries until the process or the gateway ends the line.
     *
     * @param token the first line that the process gets
     * @throws IOException when the gateway cannot be reached, or the process says what is no frame
     */
    void carry(int port, String token) throws IOException {
        var in = process.getOutputStream();
        write(in, token);
        WebSocket socket;
        try {
            socket = http.newWebSocketBuilder().subprotocols("postern.v1").connectTimeout(PATIENCE)
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/gateway"), new ToProcess(in)).join();
        } catch (CompletionException refused) {
            throw new IOException("the gateway cannot be reached: " + refused.getCause(), refused);
        }
        try (var out = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
            for (var line = line(out); line != null; line = line(out)) {
                socket.sendText(line, true).join();
            }
        } catch (CompletionException closed) {
            throw new IOException("the gateway closed the line", closed);
        } finally {
            socket.abort();
        }
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(512);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (line.size() >= LARGEST) {
                throw new IOException("the tool host sent a line that is no frame");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static void write(OutputStream out, String line) throws IOException {
        synchronized (out) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }

    /** What the gateway says; while the process does not read, nothing further is taken. */
    private final class ToProcess implements WebSocket.Listener {
        private final OutputStream in;
        private final StringBuilder text = new StringBuilder();

        ToProcess(OutputStream in) {
            this.in = in;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                var frame = text.toString();
                text.setLength(0);
                try {
                    write(in, frame);
                } catch (IOException ended) {
                    process.destroyForcibly();
                }
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            process.destroyForcibly();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            process.destroyForcibly();
        }
    }
}
