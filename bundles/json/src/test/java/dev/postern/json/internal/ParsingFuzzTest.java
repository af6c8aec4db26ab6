// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.JsonException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Valid frames, damaged at random: whatever comes of it is read or refused, and what is read survives being written. */
class ParsingFuzzTest {
    private static final int ROUNDS = Boolean.getBoolean("postern.full") ? 2_000_000 : 60_000;
    private static final List<String> SEEDS = List.of(
            """
            {"type":"connect","id":"c1","protocol":{"min":1,"max":1},"client":{"id":"cli-7f","kind":"operator",\
            "name":"cli","version":"0.1.0","capabilities":["stream"]},"auth":{"token":"abc"}}""",
            """
            {"type":"request","id":"17","method":"sessions.list","params":{"limit":500,"next":"x\\u00e9\\ud83d\\ude00"}}""",
            """
            {"type":"response","id":"17","ok":false,"error":{"code":"invalid_params","message":"é","details":\
            [{"path":"/limit","rule":"maximum"}],"retryable":false,"retryAfterMs":null}}""",
            "[-0.5e-7,1e21,123456789012,[[[[[]]]]],{\"a\":{\"b\":{\"c\":[{}]}}},true,false,null]");
    private static final List<String> PIECES = List.of(
            "\"", "\\", "{", "}", "[", "]", ",", ":", "\\ud800", "\\u0000", "1e999999", "9007199254740993", "\uFEFF",
            "\0",
            "-", "null", "{\"a\":1,\"a\":1}", "/*", "NaN", "\ud83d", "\ude00", "\\ude00", "😀",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");

    private final StrictJson json = new StrictJson();

    @Test
    void refusesByItsOwnExceptionOnly() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var text = damaged(random);
            try {
                var value = random.nextBoolean() ? json.parse(text) : json.parse(text.getBytes(StandardCharsets.UTF_8));
                assertThat(again(value)).as("seed %d: %s", seed, text).isEqualTo(value);
                read++;
            } catch (JsonException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
        assertThat(read).as("some damage leaves valid JSON").isPositive().isLessThan(ROUNDS);
    }

    /** Plugins read JSON with the API's own reader: there must not be two opinions on what JSON is. */
    @Test
    void readsWhatTheApisReaderReadsAndNothingElse() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var text = damaged(random);
            var value = read(text);
            assertThat(readByTheApi(text)).as("seed %d: %s", seed, text).isEqualTo(value);
            read += value.isPresent() ? 1 : 0;
        }
        assertThat(read).isPositive().isLessThan(ROUNDS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.postern.json.internal.StrictParsingTest#hostile")
    void refusesWithTheApisReader(String name, String text, String rule) {
        assertThat(readByTheApi(text)).isEmpty();
    }

    private Optional<JsonValue> read(String text) {
        try {
            return Optional.of(json.parse(text));
        } catch (JsonException refused) {
            return Optional.empty();
        }
    }

    private static Optional<JsonValue> readByTheApi(String text) {
        try {
            return Optional.of(JsonValue.parse(text));
        } catch (JsonFormatException refused) {
            return Optional.empty();
        }
    }

    private JsonValue again(JsonValue value) throws JsonException {
        return json.parse(value.toString());
    }

    private static String damaged(Random random) {
        var text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(6));
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.delete(at, to);
                case 2 -> text.insert(at, text.substring(at, to));
                case 3 -> text.insert(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
                default -> text.replace(at, to, Integer.toString(random.nextInt()));
            }
        }
        return text.toString();
    }
}
