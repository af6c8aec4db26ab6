// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.FakeGateway;

/** Frames of a session's turn, each event with a cursor of its own, and what they come to on a screen. */
final class Frames {
    static final String SESSION = "s_1";

    private final Conversation conversation = new Conversation();
    private int cursors;

    Frames() {
        conversation.begin(SESSION);
    }

    Conversation conversation() {
        return conversation;
    }

    /** An event of the session; its payload without it. */
    JsonObject event(String topic, String payload) {
        return FakeGateway.json("{\"type\":\"event\",\"topic\":\"" + topic + "\",\"cursor\":\"j" + ++cursors
                + "\",\"payload\":{\"session\":\"" + SESSION + "\"," + payload.substring(1) + "}");
    }

    static JsonObject piece(String turn, int attempt, int seq, String data) {
        return JsonObject.builder().put("type", "stream").put("stream", turn).put("attempt", (long) attempt)
                .put("seq", (long) seq).put("kind", "token").put("data", data).put("end", data.isEmpty()).build();
    }

    /** What the event shows. */
    String on(String topic, String payload) {
        return text(conversation.frame(event(topic, payload)));
    }

    /** What the piece shows. */
    String on(int attempt, int seq, String data) {
        return text(conversation.frame(piece("t_1", attempt, seq, data)));
    }

    /** In short: lines in brackets with their kind, the reply as it is, {@code |} where it ends. */
    static String text(List<Out> out) {
        var text = new StringBuilder();
        for (var each : out) {
            switch (each) {
                case Out.Line(var kind, var line) -> text.append('[').append(kind).append(' ').append(line).append(']');
                case Out.Text(var piece) -> text.append(piece);
                case Out.End() -> text.append('|');
                case Out.Again() -> text.append('#');
                case Out.Turn unused -> {
                    // after all that it said
                }
            }
        }
        return text.toString();
    }
}
