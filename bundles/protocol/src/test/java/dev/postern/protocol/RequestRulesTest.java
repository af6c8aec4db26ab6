// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;

/** Requests are checked by hand and described by a schema: whatever the request, both say the same. */
class RequestRulesTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final List<String> NAMES = List.of("id", "method", "params", "idempotencyKey", "traceparent",
            "extra", "Id", "");
    private static final List<JsonValue> VALUES = List.of(
            new JsonString(""),
            new JsonString("a.b"),
            new JsonString("x".repeat(128)),
            new JsonString("x".repeat(129)),
            new JsonString("😀".repeat(128)),
            new JsonString("😀".repeat(129)),
            new JsonString(TRACE),
            new JsonString(TRACE + "\n"),
            new JsonString(TRACE.replace("00-", "01-")),
            new JsonString(TRACE.replace('f', 'F')),
            new JsonString(TRACE.replace('7', 'g')),
            JsonObject.EMPTY,
            JsonArray.EMPTY,
            JsonNull.NULL,
            JsonNumber.of(1));

    private final StrictJson json = new StrictJson();
    private final FrameCodec codec = new FrameCodec(json);

    @Test
    void agreesWithTheSchema() {
        var schema = new FrameSchemas(json).schema("request");
        var random = new Random(7);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            var frame = frame(random);
            boolean read;
            try {
                codec.decode(frame.toString());
                read = true;
                taken++;
            } catch (FrameException e) {
                read = false;
            }
            assertThat(schema.validate(frame).isEmpty()).as(frame.toString()).isEqualTo(read);
        }
        assertThat(taken).isBetween(100, 19_900);
    }

    private static JsonObject frame(Random random) {
        var frame = JsonObject.builder().put("type", "request").put("id", "1").put("method", "a.b");
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            frame.put(NAMES.get(random.nextInt(NAMES.size())), VALUES.get(random.nextInt(VALUES.size())));
        }
        return frame.build();
    }
}
