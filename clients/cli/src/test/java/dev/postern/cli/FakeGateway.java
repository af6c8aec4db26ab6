// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** Speaks the frames on a real socket, and answers as it was told. */
public final class FakeGateway implements Closeable {
    public static final String TOKEN = "secret-token";

    private final ServerSocket server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    public final List<JsonObject> requests = new CopyOnWriteArrayList<>();
    public final List<String> uploads = new CopyOnWriteArrayList<>();
    public volatile int uploadStatus = 200;
    /** Uploads are answered once it is open. */
    public volatile CountDownLatch uploadsPass = new CountDownLatch(0);
    public volatile String topics = "\"turn.finished\",\"tool.started\"";

    /** What to do about a request. */
    public interface Answer {
        void to(JsonObject params, Connection connection) throws IOException;
    }

    public FakeGateway() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public FakeGateway on(String method, Answer answer) {
        answers.put(method, answer);
        return this;
    }

    public FakeGateway on(String method, String result) {
        return on(method, (params, connection) -> connection.result(json(result)));
    }

    /** The params of the last request of a method. */
    public JsonObject params(String method) {
        return requests.stream()
                .filter(request -> request.text("method").orElse("").equals(method))
                .reduce((first, second) -> second)
                .flatMap(request -> request.object("params"))
                .orElseThrow(() -> new AssertionError(method + " was not called"));
    }

    public static JsonObject json(String text) {
        try {
            return (JsonObject) JsonValue.parse(text);
        } catch (Exception e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var head = head(in);
            if (head.getOrDefault("", "").startsWith("POST /blobs")) {
                upload(in, socket.getOutputStream(), head);
            } else {
                upgrade(socket.getOutputStream(), head);
                new Connection(in, socket.getOutputStream()).serve();
            }
        } catch (Exception e) {
            // the client has gone
        }
    }

    private static Map<String, String> head(DataInputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            bytes.write(in.readByte());
        }
        var head = new TreeMap<String, String>();
        for (var line : bytes.toString(StandardCharsets.ISO_8859_1).split("\r\n")) {
            int colon = head.isEmpty() ? -1 : line.indexOf(':');
            head.put(
                    colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT),
                    colon < 0 ? line : line.substring(colon + 1).strip());
        }
        return head;
    }

    private void upload(DataInputStream in, OutputStream out, Map<String, String> head) throws Exception {
        boolean asks = head.containsKey("expect");
        if (asks && uploadStatus < 400) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        var body = asks && uploadStatus >= 400
                ? new byte[0]
                : in.readNBytes(Integer.parseInt(head.get("content-length")));
        uploads.add(head.get("authorization") + " " + new String(body, StandardCharsets.UTF_8));
        uploadsPass.await();
        var answer = uploadStatus < 400
                ? "{\"blob\":\"b_1\",\"sha256\":\"00\",\"size\":" + body.length + "}"
                : "{\"title\":\"Too large\",\"status\":413,\"detail\":\"at most 1 byte\"}";
        out.write(("HTTP/1.1 " + uploadStatus + " X\r\nContent-Type: application/json\r\nContent-Length: "
                + answer.length() + "\r\n\r\n" + answer)
                .getBytes(StandardCharsets.UTF_8));
    }

    private static void upgrade(OutputStream out, Map<String, String> head) throws Exception {
        if (!"postern.v1".equals(head.get("sec-websocket-protocol"))) {
            out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            throw new IOException("no subprotocol");
        }
        var digest = MessageDigest.getInstance("SHA-1")
                .digest((head.get("sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest)
                + "\r\nSec-WebSocket-Protocol: postern.v1\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One client. */
    public final class Connection {
        private final DataInputStream in;
        private final OutputStream out;
        private String id = "";

        Connection(DataInputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        void serve() throws IOException {
            while (true) {
                int opcode = in.readByte() & 0x0F;
                int length = in.readByte() & 0x7F;
                length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
                var mask = in.readNBytes(4);
                var payload = in.readNBytes(length);
                for (int i = 0; i < payload.length; i++) {
                    payload[i] ^= mask[i & 3];
                }
                if (opcode == 8) {
                    return;
                }
                if (opcode == 1) {
                    answer(json(new String(payload, StandardCharsets.UTF_8)));
                }
            }
        }

        private void answer(JsonObject frame) throws IOException {
            requests.add(frame);
            id = frame.text("id").orElseThrow();
            if (frame.text("type").orElse("").equals("connect")) {
                if (frame.object("auth").flatMap(auth -> auth.text("token")).orElse("").equals(TOKEN)) {
                    result(json("""
                            {"protocol":1,"principal":{"kind":"client","id":"k_1","tenant":"default"},"scopes":["*"],
                             "methods":["gateway.ping"],"topics":["""
                            + topics + "]}"));
                } else {
                    error("unauthenticated", "the token does not count");
                    closeWith(4401, "not authenticated");
                }
                return;
            }
            var answer = answers.get(frame.text("method").orElseThrow());
            if (answer == null) {
                error("unknown_method", "there is no such method");
            } else {
                answer.to(frame.object("params").orElseThrow(), this);
            }
        }

        public void result(JsonObject result) throws IOException {
            send(JsonObject.builder().put("type", "response").put("id", id).put("ok", true).put("result", result)
                    .build());
        }

        public void error(String code, String message) throws IOException {
            send(JsonObject.builder()
                    .put("type", "response")
                    .put("id", id)
                    .put("ok", false)
                    .put(
                            "error",
                            JsonObject.builder()
                                    .put("code", code)
                                    .put("message", message)
                                    .put("details", JsonArray.EMPTY)
                                    .put("retryable", false)
                                    .put("retryAfterMs", JsonNull.NULL)
                                    .build())
                    .build());
        }

        public void event(String topic, String cursor, String payload) throws IOException {
            send(JsonObject.builder()
                    .put("type", "event")
                    .put("subscription", "u_1")
                    .put("topic", topic)
                    .put("cursor", cursor)
                    .put("at", "2026-11-22T10:00:00.000Z")
                    .put("payload", json(payload))
                    .build());
        }

        public void send(JsonObject frame) throws IOException {
            frame(0x81, frame.toString().getBytes(StandardCharsets.UTF_8));
        }

        public void closeWith(int code, String reason) throws IOException {
            var text = reason.getBytes(StandardCharsets.UTF_8);
            frame(0x88, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
        }

        /** Any frame at all. */
        void frame(int first, byte[] payload) throws IOException {
            var frame = ByteBuffer.allocate(10 + payload.length).put((byte) first);
            if (payload.length < 126) {
                frame.put((byte) payload.length);
            } else if (payload.length < 65_536) {
                frame.put((byte) 126).putShort((short) payload.length);
            } else {
                frame.put((byte) 127).putLong(payload.length);
            }
            frame.put(payload);
            synchronized (out) {
                out.write(frame.array(), 0, frame.position());
                out.flush();
            }
        }
    }
}
