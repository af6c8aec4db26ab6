// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import dev.postern.api.json.JsonObject;
import dev.postern.gateway.internal.Times;
import org.jspecify.annotations.Nullable;

/** How event frames are put together. */
final class EventText {
    private EventText() {}

    /** An event frame up to and with the subscription's id. */
    static byte[] head(String subscription) {
        return ("{\"type\":\"event\",\"subscription\":\"" + subscription + '"').getBytes(StandardCharsets.UTF_8);
    }

    /** The rest of it; without a cursor for what is not durable. */
    static byte[] tail(String topic, @Nullable String cursor, Instant at, JsonObject payload) {
        var text = new StringBuilder(256).append(",\"topic\":\"").append(topic);
        if (cursor != null) {
            text.append("\",\"cursor\":\"").append(cursor);
        }
        return text.append("\",\"at\":\"")
                .append(Times.text(at))
                .append("\",\"payload\":")
                .append(payload)
                .append('}')
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] frame(byte[] head, byte[] tail) {
        var frame = new byte[head.length + tail.length];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(tail, 0, frame, head.length, tail.length);
        return frame;
    }
}
