// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;

/** Reads requests within their limits. */
final class Bodies {
    /** What one holds at most: texts and pictures may be long, and are few. */
    private static final int MOST_VALUES = 100_000;
    /** Of a request that is not taken so much more is read and dropped, so that its sender reads the answer. */
    private static final int DROPPED_TIMES = 4;
    private static final long LONGEST_NANOS = 30_000_000_000L;

    private Bodies() {}

    /** All of it, as long as there is room. */
    static JsonObject read(HttpServletRequest request, int most, Arriving.Request room) throws IOException, Refusal {
        var bytes = bytes(request, most, room);
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (JsonValue.parse(text, MOST_VALUES) instanceof JsonObject object) {
                return object;
            }
            throw Refusal.malformed("the body is a JSON object");
        } catch (CharacterCodingException malformed) {
            throw Refusal.malformed("the body is not UTF-8");
        } catch (JsonFormatException malformed) {
            throw Refusal.malformed("the body is no JSON that is taken: " + malformed.getMessage());
        }
    }

    /** Of whom nothing is taken whatever he sends. */
    static void drop(HttpServletRequest request, int most) throws IOException, Refusal {
        read(request, most, (chunk, count) -> false);
    }

    /** Takes what arrives. */
    private interface Sink {
        /** False when nothing more is taken. */
        boolean take(byte[] chunk, int count);
    }

    private static byte[] bytes(HttpServletRequest request, int most, Arriving.Request room)
            throws IOException, Refusal {
        var body = new ByteArrayOutputStream();
        var full = new boolean[1];
        long read = read(request, most, (chunk, count) -> {
            full[0] = !room.take(count);
            if (!full[0] && body.size() + count <= most) {
                body.write(chunk, 0, count);
                return true;
            }
            return false;
        });
        if (read > most) {
            throw Refusal.of(413, "request_too_large", "a request is at most " + most + " bytes");
        }
        if (full[0]) {
            throw Refusal.overloaded("as much of requests as may be is arriving; come back");
        }
        return body.toByteArray();
    }

    /** How much there was. */
    private static long read(HttpServletRequest request, int most, Sink sink) throws IOException, Refusal {
        var chunk = new byte[16_384];
        long end = System.nanoTime() + LONGEST_NANOS;
        long read = 0;
        boolean takes = true;
        var in = request.getInputStream();
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            read += count;
            if (System.nanoTime() - end > 0) {
                throw Refusal.of(408, "timeout", "the body takes longer than " + LONGEST_NANOS / 1_000_000_000L + " s");
            }
            if (read > (long) most * DROPPED_TIMES) {
                break;
            }
            takes = takes && sink.take(chunk, count);
        }
        return read;
    }
}
