// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP and WebSocket by hand, for what no client library would send. */
public final class RawSocket implements AutoCloseable {
    private final Socket socket;
    private final String head;

    private RawSocket(Gateway gateway, String request) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout((int) Gateway.PATIENCE.toMillis());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        head = readHead(socket.getInputStream());
    }

    /** Asks for an upgrade with these header lines, each ending in CR LF. */
    public static RawSocket upgrade(Gateway gateway, String headers) throws IOException {
        return upgrade(gateway, headers, "127.0.0.1:" + gateway.port());
    }

    /** Asks for an upgrade from the host named. */
    public static RawSocket upgrade(Gateway gateway, String headers, String host) throws IOException {
        return new RawSocket(
                gateway,
                "GET /gateway HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers
                        + "\r\n");
    }

    /** GETs a path from the host named. */
    public static RawSocket get(Gateway gateway, String path, String host) throws IOException {
        return new RawSocket(gateway, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    /** The status of the answer. */
    public int status() {
        return Integer.parseInt(head.split(" ")[1]);
    }

    /** Sends a WebSocket frame of one opcode, masked with zeros; at most 65,535 bytes. */
    public void frame(int opcode, byte[] payload) throws IOException {
        var out = socket.getOutputStream();
        out.write(0x80 | opcode);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        out.write(new byte[4]);
        out.write(payload);
        out.flush();
    }

    /** Reads frames until the closing one and gives its code; 1006 when the connection just ends. */
    public int closeCode() throws IOException {
        var in = socket.getInputStream();
        while (true) {
            int first = in.read();
            if (first < 0) {
                return 1006;
            }
            int length = in.read() & 0x7F;
            if (length >= 126) {
                length = new BigInteger(1, in.readNBytes(length == 126 ? 2 : 8)).intValueExact();
            }
            var payload = in.readNBytes(length);
            if ((first & 0xF) == 8) {
                return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
            }
        }
    }

    private static String readHead(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
