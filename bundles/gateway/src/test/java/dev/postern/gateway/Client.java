// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.Json;
import org.jspecify.annotations.Nullable;

/** A WebSocket client over a bare socket, so that it can do what no decent client does. */
final class Client implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Json json;
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final String upgradeAnswer;
    /** Frames that arrived while another was waited for. */
    private final Queue<JsonObject> later = new ArrayDeque<>();
    private int closeCode;
    private int next;
    private int pings;
    private boolean deaf;

    private Client(Json json, int port, Map<String, String> headers) throws IOException {
        this.json = json;
        socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
        var request = new StringBuilder("GET /gateway HTTP/1.1\r\n");
        headers.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        upgradeAnswer = head();
    }

    /** Asks for an upgrade; headers given replace the usual ones, an empty value leaves one out. */
    static Client open(Json json, int port, Map<String, String> headers) throws IOException {
        var all = new LinkedHashMap<String, String>();
        all.put("Host", "127.0.0.1:" + port);
        all.put("Connection", "Upgrade");
        all.put("Upgrade", "websocket");
        all.put("Sec-WebSocket-Version", "13");
        all.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        all.put("Sec-WebSocket-Protocol", "postern.v1");
        all.putAll(headers);
        all.values().removeIf(String::isEmpty);
        return new Client(json, port, all);
    }

    static Client open(Json json, int port) throws IOException {
        return open(json, port, Map.of());
    }

    int upgradeStatus() {
        return Integer.parseInt(upgradeAnswer.split(" ")[1]);
    }

    String upgradeAnswer() {
        return upgradeAnswer;
    }

    /** Says connect with the token and returns the response. */
    JsonObject connect(String token) throws Exception {
        return connect(token, "");
    }

    JsonObject connect(String token, String more) throws Exception {
        send("""
                {"type":"connect","id":"c1","protocol":{"min":1,"max":1},
                "client":{"id":"t","kind":"cli","name":"test","version":"1","capabilities":["stream"]},
                "auth":{"token":"%s"}%s}""".formatted(token, more));
        return response("c1");
    }

    /** Sends a request and returns its response. */
    JsonObject call(String method, String params) throws Exception {
        return response(request(method, params));
    }

    /** Sends a request; {@code more} are further members. */
    String request(String method, String params, String... more) throws IOException {
        var id = "r" + next++;
        send("{\"type\":\"request\",\"id\":\"" + id + "\",\"method\":\"" + method + "\",\"params\":" + params
                + String.join("", more) + "}");
        return id;
    }

    JsonObject response(String id) throws Exception {
        return await(frame -> frame.text("type").orElse("").equals("response") && frame.text("id").equals(
                java.util.Optional.of(id)));
    }

    /** The next event, whatever else arrives. */
    JsonObject event() throws Exception {
        return await(frame -> frame.text("type").orElse("").equals("event"));
    }

    JsonObject await(Predicate<JsonObject> wanted) throws Exception {
        for (var frame : later) {
            if (wanted.test(frame)) {
                later.remove(frame);
                return frame;
            }
        }
        while (true) {
            var frame = frame();
            if (wanted.test(frame)) {
                return frame;
            }
            later.add(frame);
        }
    }

    /** The next frame, in order of arrival, of those not handed out yet. */
    JsonObject next() throws Exception {
        var earlier = later.poll();
        return earlier != null ? earlier : frame();
    }

    private JsonObject frame() throws Exception {
        var text = text();
        if (text == null) {
            throw new EOFException("closed with " + closeCode);
        }
        JsonValue value = json.parse(text);
        return (JsonObject) value;
    }

    /** The next text message; null when the connection was closed, whose code then is {@link #closeCode}. */
    @Nullable
    String text() throws IOException {
        var message = new ByteArrayOutputStream();
        while (true) {
            int first;
            try {
                first = in.readUnsignedByte();
            } catch (EOFException | SocketException gone) {
                closeCode = closeCode == 0 ? 1006 : closeCode;
                return null;
            }
            long length = in.readUnsignedByte();
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            var payload = in.readNBytes((int) length);
            switch (first & 15) {
                case CLOSE -> {
                    closeCode = payload.length >= 2 ? ByteBuffer.wrap(payload).getShort() & 0xFFFF : 1005;
                    return null;
                }
                case PING -> {
                    pings++;
                    if (!deaf) {
                        frame(PONG, payload);
                    }
                }
                case PONG -> {
                }
                default -> {
                    message.writeBytes(payload);
                    if ((first & 0x80) != 0) {
                        return message.toString(StandardCharsets.UTF_8);
                    }
                }
            }
        }
    }

    /** Pings and returns what the pong carries; nothing else may be on its way. */
    byte[] pong(byte[] payload) throws IOException {
        frame(PING, payload);
        if ((in.readUnsignedByte() & 15) != PONG) {
            throw new IOException("no pong");
        }
        return in.readNBytes(in.readUnsignedByte());
    }

    void answerNoPings() {
        deaf = true;
    }

    /** Reads until so many pings were seen, and answers them. */
    int pings(int enough) throws Exception {
        socket.setSoTimeout(200);
        while (pings < enough && closeCode == 0) {
            try {
                text();
            } catch (SocketTimeoutException nothingYet) {
                // looks again
            }
        }
        socket.setSoTimeout(60_000);
        return pings;
    }

    /** Reads on until the connection is closed, and says how. */
    int closeCode() throws IOException {
        while (closeCode == 0) {
            try {
                text();
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the connection is still open", e);
            }
        }
        return closeCode;
    }

    void send(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void frame(int opcode, byte[] payload) throws IOException {
        frame(opcode, payload, true);
    }

    /** Sends one frame; unless it is the last, the message goes on in a frame of opcode 0. */
    void frame(int opcode, byte[] payload, boolean last) throws IOException {
        var frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write((last ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i & 3]);
        }
        out.write(frame.toByteArray());
    }

    private String head() throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            head.append((char) c);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
