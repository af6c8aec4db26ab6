// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

import dev.postern.itests.harness.Gateway;

/** Talks to a gateway over a {@link LoadSocket}, and looks for words in what comes instead of reading it. */
final class LoadClient implements AutoCloseable {
    private final LoadSocket socket;

    /** Connects and says hello with the operator's token. */
    LoadClient(Gateway gateway) throws IOException {
        socket = new LoadSocket(gateway.port(), "/gateway", "postern.v1");
        socket.hello(gateway.token(), "\"stream\"");
    }

    /**
     * Sends a request.
     *
     * @param params members in JSON, without the braces
     */
    void send(String method, String params) throws IOException {
        socket.send(LoadSocket.frame(
                "{\"type\":\"request\",\"id\":\"1\",\"method\":\"" + method + "\",\"params\":{" + params + "}}"));
    }

    /** Sends a request and gives the response; there may be nothing else under way. */
    String call(String method, String params) throws IOException {
        send(method, params);
        return next("\"response\"");
    }

    /** Has a turn made and gives the event of its end; {@code turn.finished} of the session is subscribed to. */
    String turn(String session, String text) throws IOException {
        send("messages.send", "\"session\":\"" + session + "\",\"text\":\"" + text + "\"");
        var turn = "";
        var ended = new ArrayList<String>();
        while (true) {
            var frame = next("\"turn\":\"");
            if (frame.contains("\"response\"")) {
                turn = between(frame, "\"turn\":\"", "\"");
            } else {
                // it may come before the response
                ended.add(frame);
            }
            for (var event : ended) {
                if (!turn.isEmpty() && event.contains(turn)) {
                    return event;
                }
            }
        }
    }

    /** The next frame that has the text in it; what comes before is dropped. */
    String next(String text) throws IOException {
        while (true) {
            var frame = new String(socket.receive(), StandardCharsets.UTF_8);
            if (frame.contains("\"ok\":false") || frame.contains("\"turn.failed\"")) {
                throw new IOException("refused: " + frame);
            }
            if (frame.contains(text)) {
                return frame;
            }
        }
    }

    /** What stands in the text between these two. */
    static String between(String text, String before, String after) {
        int begin = text.indexOf(before) + before.length();
        return text.substring(begin, text.indexOf(after, begin));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
