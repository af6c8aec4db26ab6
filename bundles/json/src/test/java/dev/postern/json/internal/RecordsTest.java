// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.RecordMapper;
import dev.postern.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private final StrictJson json = new StrictJson();
    private final RecordMapper mapper = json.newMapper();

    enum State {
        RUNNING, WAITING_APPROVAL
    }

    private record Inner(String name, Optional<Inner> below) {}

    private record Everything(
            String text,
            int small,
            long large,
            double number,
            boolean truth,
            State state,
            Instant at,
            URI where,
            List<Inner> list,
            Map<String, Long> map,
            JsonValue any,
            JsonObject object,
            Optional<List<String>> maybe,
            @Nullable Integer nullable) {}

    private record Scalars(int small, boolean truth) {}

    private record Nullables(Optional<JsonValue> any, @Nullable String text, @Nullable List<String> list) {}

    private record Even(int value) {
        Even {
            if (value % 2 != 0) {
                throw new IllegalArgumentException("odd: " + value);
            }
        }
    }

    @Test
    void writesAndReadsEveryKind() throws Exception {
        var value = new Everything(
                "é",
                -1,
                JsonNumber.MAX_SAFE_INTEGER,
                0.25,
                true,
                State.WAITING_APPROVAL,
                Instant.parse("2026-11-22T10:00:00.123456Z"),
                URI.create("https://example.org/a?b"),
                List.of(new Inner("a", Optional.of(new Inner("b", Optional.empty())))),
                Map.of("k", 7L),
                JsonNull.NULL,
                JsonObject.of("x", "y"),
                Optional.of(List.of("z")),
                null);
        var object = mapper.write(value);
        assertThat(object)
                .hasToString("{\"text\":\"é\",\"small\":-1,\"large\":9007199254740991,\"number\":0.25,\"truth\":true,"
                        + "\"state\":\"waiting_approval\",\"at\":\"2026-11-22T10:00:00.123Z\","
                        + "\"where\":\"https://example.org/a?b\",\"list\":[{\"name\":\"a\",\"below\":{\"name\":\"b\"}}],"
                        + "\"map\":{\"k\":7},\"any\":null,\"object\":{\"x\":\"y\"},\"maybe\":[\"z\"]}");
        var read = mapper.read(object, Everything.class);
        assertThat(mapper.write(read)).isEqualTo(object);
        assertThat(read.at()).isEqualTo("2026-11-22T10:00:00.123Z");
        assertThat(read.nullable()).isNull();
    }

    @Test
    void readsTimesWithAnOffset() throws Exception {
        record Time(Instant at) {}
        assertThat(mapper.read(JsonObject.of("at", "2026-11-22T11:00:00+01:00"), Time.class)
                .at())
                .isEqualTo("2026-11-22T10:00:00Z");
    }

    @Test
    void takesAbsentAndNullAlike() throws Exception {
        var absent = mapper.read(JsonObject.EMPTY, Nullables.class);
        assertThat(absent).isEqualTo(new Nullables(Optional.empty(), null, null));
        assertThat(mapper.write(absent)).isEqualTo(JsonObject.EMPTY);
        var nulls = mapper.read((JsonObject) json.parse("{\"any\":null,\"text\":null,\"list\":null}"), Nullables.class);
        assertThat(nulls).isEqualTo(new Nullables(Optional.of(JsonNull.NULL), null, null));
    }

    @Test
    void namesPlaceAndRuleButNoValue() {
        assertMisfit("{\"small\":\"hunter2\",\"truth\":true}", Scalars.class, "/small must be a whole number");
        assertMisfit("{\"small\":1.5,\"truth\":true}", Scalars.class, "/small must be a whole number");
        assertMisfit("{\"small\":2147483648,\"truth\":true}", Scalars.class, "/small must be a whole number");
        assertMisfit("{\"small\":1}", Scalars.class, "/truth is required");
        assertMisfit("{\"name\":\"a\",\"below\":{\"name\":7}}", Inner.class, "/below/name must be text");
        assertMisfit("{\"value\":13}", Even.class, "is no valid Even");
        assertMisfit("{\"list\":[\"a\",1]}", Nullables.class, "/list/1 must be text");
    }

    private void assertMisfit(String text, Class<? extends Record> type, String message) {
        assertThatThrownBy(() -> mapper.read((JsonObject) json.parse(text), type))
                .isInstanceOf(JsonException.class)
                .message()
                .startsWith(message)
                .doesNotContain("hunter2", "13");
    }

    @Test
    void refusesTypesThatHaveNoJson() {
        record Odd(Thread thread) {}
        assertThatThrownBy(() -> mapper.write(new Odd(Thread.currentThread())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("thread");
    }
}
