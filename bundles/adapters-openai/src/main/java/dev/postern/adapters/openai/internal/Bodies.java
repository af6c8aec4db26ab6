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
    /** Of a request that is too large so much more is read and dropped, so that its sender reads the answer. */
    private static final int DROPPED_TIMES = 4;
    private static final long LONGEST_NANOS = 30_000_000_000L;

    private Bodies() {}

    static JsonObject read(HttpServletRequest request, int most) throws IOException, Refusal {
        var bytes = bytes(request, most);
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (JsonValue.parse(text) instanceof JsonObject object) {
                return object;
            }
            throw Refusal.malformed("the body is a JSON object");
        } catch (CharacterCodingException malformed) {
            throw Refusal.malformed("the body is not UTF-8");
        } catch (JsonFormatException malformed) {
            throw Refusal.malformed("the body is no JSON: " + malformed.getMessage());
        }
    }

    private static byte[] bytes(HttpServletRequest request, int most) throws IOException, Refusal {
        var body = new ByteArrayOutputStream();
        var chunk = new byte[16_384];
        long end = System.nanoTime() + LONGEST_NANOS;
        long read = 0;
        var in = request.getInputStream();
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            read += count;
            if (System.nanoTime() - end > 0) {
                throw Refusal.of(408, "timeout", "the body takes longer than " + LONGEST_NANOS / 1_000_000_000L + " s");
            }
            if (read > (long) most * DROPPED_TIMES) {
                break;
            }
            if (read <= most) {
                body.write(chunk, 0, count);
            }
        }
        if (read > most) {
            throw Refusal.of(413, "request_too_large", "a request is at most " + most + " bytes");
        }
        return body.toByteArray();
    }
}
