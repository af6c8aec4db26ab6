// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket client that costs as little as it can, so that what is measured is the server: masks with zeros, sends what
 * it is given in one write, and reads frames without looking at them.
 */
final class LoadSocket implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    LoadSocket(int port, String path, String subprotocol) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16_384));
        out = socket.getOutputStream();
        out.write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: " + subprotocol
                + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("no upgrade: " + head);
        }
    }

    /** A text frame's bytes. */
    static byte[] frame(String text) {
        var payload = text.getBytes(StandardCharsets.UTF_8);
        boolean small = payload.length < 126;
        var frame = new byte[payload.length + (small ? 6 : 8)];
        frame[0] = (byte) 0x81;
        if (small) {
            frame[1] = (byte) (0x80 | payload.length);
        } else {
            frame[1] = (byte) (0x80 | 126);
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, frame.length - payload.length, payload.length);
        return frame;
    }

    /** Sends frames as they are. */
    void send(byte[] frames) throws IOException {
        out.write(frames);
    }

    private static byte[] pong(byte[] payload) {
        // RFC 6455, 5.5: shorter than 126 bytes
        var frame = new byte[payload.length + 6];
        frame[0] = (byte) 0x8A;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    /** Reads one data frame and gives its payload; answers pings. */
    byte[] receive() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte() & 0x7F;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            var payload = in.readNBytes(Math.toIntExact(length));
            switch (first & 0xF) {
                case 1, 2 -> {
                    return payload;
                }
                case 8 -> throw new IOException("closed by the server: " + new String(payload, StandardCharsets.UTF_8));
                case 9 -> send(pong(payload));
                default -> {
                    // a pong that nobody asked for
                }
            }
        }
    }

    /** Says hello to a gateway; capabilities are written in quotation marks. */
    void hello(String token, String... capabilities) throws IOException {
        send(frame("{\"type\":\"connect\",\"id\":\"c\",\"protocol\":{\"min\":1,\"max\":1},\"client\":{\"id\":\"bench\","
                + "\"kind\":\"automation\",\"name\":\"bench\",\"version\":\"0.1.0\",\"capabilities\":["
                + String.join(",", capabilities) + "]},"
                + "\"auth\":{\"token\":\"" + token + "\"}}"));
        var answer = new String(receive(), StandardCharsets.UTF_8);
        if (!answer.contains("\"ok\":true")) {
            throw new IOException("no hello: " + answer);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
