// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

import dev.postern.api.json.JsonString;
import dev.postern.itests.harness.Gateway;

/**
 * A model that thinks for no time: Chat Completions over server-sent events, on sockets of its own and a virtual thread for
 * each connection, so that what is measured is the gateway.
 */
final class AnsweringModel implements AutoCloseable {
    private static final byte[] HEAD = ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final String LENGTH = "content-length:";

    private final ServerSocket server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    private final Answer answer;

    /** Answers one request. */
    interface Answer {
        /**
         * Writes events, in as many pieces as it likes.
         *
         * @param request its JSON
         */
        void write(String request, OutputStream out) throws IOException;
    }

    /** On a free port. */
    AnsweringModel(Answer answer) throws IOException {
        this.answer = answer;
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the measurement is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var request = request(new BufferedInputStream(socket.getInputStream(), 16_384));
            var out = socket.getOutputStream();
            out.write(HEAD);
            answer.write(request, out);
            out.write(LAST);
        } catch (IOException gone) {
            // the gateway says what it misses
        }
    }

    private static String request(InputStream in) throws IOException {
        int length = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
            }
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Some text. */
    static String text(String text) {
        return piece("\"content\":" + new JsonString(text), "null");
    }

    /** A call of a tool, by the name that it is offered under, and the end. */
    static String call(String tool, String arguments) {
        return piece("\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":"
                + new JsonString(tool) + ",\"arguments\":" + new JsonString(arguments) + "}}]", "null")
                + end("tool_calls");
    }

    /** The end. */
    static String end(String reason) {
        return piece("", "\"" + reason + "\"") + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,"
                + "\"completion_tokens\":9,\"total_tokens\":19}}\n\ndata: [DONE]\n\n";
    }

    private static String piece(String delta, String reason) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{"
                + delta + "},\"finish_reason\":" + reason + "}]}\n\n";
    }

    /** Events as one chunk (RFC 9112, 7.1). */
    static byte[] chunk(String events) {
        var bytes = events.getBytes(StandardCharsets.UTF_8);
        return (Integer.toHexString(bytes.length) + "\r\n" + events + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A gateway whose sessions ask this model, and may be sent as many messages as a measurement wants. */
    Gateway gateway(Path home) throws Exception {
        return Gateway.builder(home)
                .configure("dev.postern.access",
                        "{\"hosts\":[\"models-openai=127.0.0.1:*\"],\"privateHosts\":[\"127.0.0.1\"]}")
                .configure("dev.postern.models.openai~local", "{\"postern.model.provider.name\":\"local\","
                        + "\"url\":\"http://127.0.0.1:" + server.getLocalPort() + "/v1\"}")
                .configure("dev.postern.planner.models", "{\"model\":\"local/m\"}")
                .configure("dev.postern.pipeline", "{\"planner\":\"models\"}")
                .configure("dev.postern.session", "{\"messages.per.minute\": 100000}")
                .start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
