// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.json.StrictJson;

/** The other end of the line, which the test speaks for. */
final class FakeGateway implements AutoCloseable {
    private final StrictJson json = new StrictJson();
    /** Of the system: Java's own end with the thread that wrote last. */
    private final Pipe there = Pipe.open();
    private final Pipe back = Pipe.open();
    private final OutputStream toHost = Channels.newOutputStream(there.sink());
    private final BufferedReader said = new BufferedReader(
            Channels.newReader(back.source(), StandardCharsets.UTF_8));
    final BlockingQueue<JsonObject> requests = new LinkedBlockingQueue<>();
    final Line line;

    FakeGateway() throws IOException {
        line = new Line(json, Channels.newInputStream(there.source()), Channels.newOutputStream(back.sink()));
        Thread.ofVirtual().start(() -> {
            try {
                line.read(requests::add);
            } catch (Exception ended) {
                // the test is over
            }
        });
    }

    /** What the host sent next. */
    JsonObject next() throws Exception {
        return (JsonObject) json.parse(Objects.requireNonNull(said.readLine()));
    }

    void send(JsonObject frame) throws IOException {
        toHost.write((frame + "\n").getBytes(StandardCharsets.UTF_8));
        toHost.flush();
    }

    void answer(JsonObject request, JsonObject result) throws IOException {
        send(JsonObject.builder().put("type", "response").put("id", request.text("id")).put("ok", true)
                .put("result", result).build());
    }

    JsonObject request() throws InterruptedException {
        return Objects.requireNonNull(requests.poll(1, TimeUnit.MINUTES));
    }

    @Override
    public void close() throws IOException {
        toHost.close();
    }
}
