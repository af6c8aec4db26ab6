// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A WebSocket client (RFC 6455) on one socket: text messages, pings, closing. One thread reads; any may send. The JDK's own
 * costs several hundred classes and three threads, which is most of what a short command takes; see docs/adr/0007.
 */
public final class WireSocket implements Closeable {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int CONNECT_TIMEOUT_MS = 10_000;
    /** The largest message taken; the gateway's own limit is far below. */
    private static final long MAX_MESSAGE = 64L << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final SecureRandom random;

    private WireSocket(Socket socket, InputStream in, OutputStream out, SecureRandom random) {
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.random = random;
    }

    /**
     * Connects and upgrades.
     *
     * @param uri {@code ws:} or {@code wss:}
     */
    public static WireSocket open(URI uri, String subprotocol) throws IOException {
        boolean secure = "wss".equals(uri.getScheme());
        int port = uri.getPort() < 0 ? secure ? 443 : 80 : uri.getPort();
        var socket = connect(uri.getHost(), port, secure);
        try {
            var random = new SecureRandom();
            var key = new byte[16];
            random.nextBytes(key);
            var in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
            var out = socket.getOutputStream();
            Upgrade.perform(in, out, uri, port, Base64.getEncoder().encodeToString(key), subprotocol);
            socket.setSoTimeout(0);
            return new WireSocket(socket, in, out, random);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connect(String host, int port, boolean secure) throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName(host), port);
        var socket = secure ? SSLSocketFactory.getDefault().createSocket() : new Socket();
        socket.connect(address, CONNECT_TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(CONNECT_TIMEOUT_MS);
        if (socket instanceof SSLSocket tls) {
            var parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
        }
        return socket;
    }

    /** Sends one text message. */
    public void send(String text) throws IOException {
        write(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Waits for one text message; answers pings meanwhile.
     *
     * @param timeoutMs how long; 0 for ever
     * @throws java.net.SocketTimeoutException when none came; the socket can then only be closed
     * @throws ClosedException when the server closed
     */
    public String receive(int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
        byte[] message = {};
        while (true) {
            int head = need(in.read());
            int opcode = head & 0x0F;
            boolean last = (head & 0x80) != 0;
            var payload = payload(message.length);
            switch (opcode) {
                case 0, TEXT -> {
                    message = join(message, payload);
                    if (last) {
                        return new String(message, StandardCharsets.UTF_8);
                    }
                }
                case PING -> write(PONG, payload);
                case PONG -> {
                    // we sent no ping, so this is only a sign of life
                }
                case CLOSE -> throw closed(payload);
                default -> throw new IOException("the server sent a frame of the unknown kind " + opcode);
            }
        }
    }

    private byte[] payload(int before) throws IOException {
        int second = need(in.read());
        if ((second & 0x80) != 0) {
            throw new IOException("the server masks its frames, which only clients do");
        }
        long length = second;
        if (length == 126) {
            length = number(2);
        } else if (length == 127) {
            length = number(8);
        }
        if (length < 0 || length + before > MAX_MESSAGE) {
            throw new IOException("the server sent a message of more than " + MAX_MESSAGE + " bytes");
        }
        var payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException("the connection broke");
        }
        return payload;
    }

    private long number(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | need(in.read());
        }
        return number;
    }

    private static int need(int read) throws EOFException {
        if (read < 0) {
            throw new EOFException("the connection broke");
        }
        return read;
    }

    private static byte[] join(byte[] first, byte[] second) {
        if (first.length == 0) {
            return second;
        }
        var both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private ClosedException closed(byte[] payload) throws IOException {
        write(CLOSE, payload.length < 2 ? payload : new byte[]{payload[0], payload[1]});
        int code = payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        var reason = payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        return new ClosedException(code, reason);
    }

    private void write(int opcode, byte[] payload) throws IOException {
        var mask = new byte[4];
        random.nextBytes(mask);
        int lengthBytes = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
        var frame = new byte[2 + lengthBytes + 4 + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | (lengthBytes == 0 ? payload.length : lengthBytes == 2 ? 126 : 127));
        for (int i = 0; i < lengthBytes; i++) {
            frame[2 + i] = (byte) ((long) payload.length >>> 8 * (lengthBytes - 1 - i));
        }
        int at = 2 + lengthBytes;
        System.arraycopy(mask, 0, frame, at, 4);
        at += 4;
        for (int i = 0; i < payload.length; i++) {
            frame[at + i] = (byte) (payload[i] ^ mask[i & 3]);
        }
        synchronized (out) {
            out.write(frame);
            out.flush();
        }
    }

    /** Says goodbye and does not wait for an answer. */
    @Override
    public void close() throws IOException {
        try (socket) {
            if (!socket.isClosed()) {
                write(CLOSE, new byte[]{0x03, (byte) 0xE8});
            }
        } catch (IOException e) {
            // it is gone already, which is what was wanted
        }
    }

    /** The server closed the connection. */
    public static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int code;

        ClosedException(int code, String reason) {
            super("the gateway closed the connection: " + code + (reason.isEmpty() ? "" : " " + reason));
            this.code = code;
        }

        /** The code, by RFC 6455 section 7.4 or our own. */
        public int code() {
            return code;
        }
    }
}
