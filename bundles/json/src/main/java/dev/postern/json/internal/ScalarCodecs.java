// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** The codecs of types that hold one value. */
final class ScalarCodecs {
    /** RFC 3339, UTC, cut to milliseconds. */
    private static final DateTimeFormatter INSTANT = new DateTimeFormatterBuilder().appendInstant(3)
            .toFormatter(Locale.ROOT);

    private ScalarCodecs() {}

    static @Nullable Codec of(Class<?> type) {
        if (type == String.class) {
            return new OfText("text", text -> text, value -> (String) value);
        }
        if (type == Instant.class) {
            return new OfText("a time of RFC 3339", ScalarCodecs::instant, time -> INSTANT.format((Instant) time));
        }
        if (type == URI.class) {
            return new OfText("a URI", ScalarCodecs::uri, Object::toString);
        }
        if (type == int.class || type == Integer.class) {
            return new OfWhole(type.isPrimitive(), Integer.MIN_VALUE, Integer.MAX_VALUE, value -> (int) (long) value);
        }
        if (type == long.class || type == Long.class) {
            long most = JsonNumber.MAX_SAFE_INTEGER;
            return new OfWhole(type.isPrimitive(), -most, most, value -> value);
        }
        if (type == double.class || type == Double.class) {
            return new OfDouble(type.isPrimitive());
        }
        if (type == boolean.class || type == Boolean.class) {
            return new OfBoolean(type.isPrimitive());
        }
        return null;
    }

    private static Object instant(String text) throws Misfit {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException e) {
            throw new Misfit("must be a time of RFC 3339");
        }
    }

    private static Object uri(String text) throws Misfit {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new Misfit("must be a URI");
        }
    }

    private static @Nullable Object unlessPrimitive(boolean primitive) throws Misfit {
        if (primitive) {
            throw new Misfit("is required");
        }
        return null;
    }

    private interface Reading {
        Object read(String text) throws Misfit;
    }

    private record OfText(String what, Reading reading, Function<Object, String> writing) implements Codec {
        @Override
        public Object read(JsonValue value) throws Misfit {
            if (value instanceof JsonString(var text)) {
                return reading.read(text);
            }
            throw new Misfit("must be " + what);
        }

        @Override
        public JsonValue write(Object value) {
            return new JsonString(writing.apply(value));
        }
    }

    private record OfWhole(boolean primitive, long min, long max, Function<Long, Object> boxing) implements Codec {
        @Override
        public Object read(JsonValue value) throws Misfit {
            if (value instanceof JsonNumber number && number.isInteger()) {
                long whole = number.toLong();
                if (whole >= min && whole <= max) {
                    return boxing.apply(whole);
                }
            }
            throw new Misfit("must be a whole number from " + min + " to " + max);
        }

        @Override
        public JsonValue write(Object value) {
            return JsonNumber.of(((Number) value).longValue());
        }

        @Override
        public @Nullable Object absent() throws Misfit {
            return unlessPrimitive(primitive);
        }
    }

    private record OfDouble(boolean primitive) implements Codec {
        @Override
        public Object read(JsonValue value) throws Misfit {
            if (value instanceof JsonNumber(var number)) {
                return number;
            }
            throw new Misfit("must be a number");
        }

        @Override
        public JsonValue write(Object value) {
            return new JsonNumber((Double) value);
        }

        @Override
        public @Nullable Object absent() throws Misfit {
            return unlessPrimitive(primitive);
        }
    }

    private record OfBoolean(boolean primitive) implements Codec {
        @Override
        public Object read(JsonValue value) throws Misfit {
            if (value instanceof JsonBoolean(var truth)) {
                return truth;
            }
            throw new Misfit("must be true or false");
        }

        @Override
        public JsonValue write(Object value) {
            return JsonBoolean.of((Boolean) value);
        }

        @Override
        public @Nullable Object absent() throws Misfit {
            return unlessPrimitive(primitive);
        }
    }

    /** JSON as it is. */
    record OfJson(Class<?> kind) implements Codec {
        @Override
        public Object read(JsonValue value) throws Misfit {
            if (kind.isInstance(value)) {
                return value;
            }
            throw new Misfit("must be a " + kind.getSimpleName());
        }

        @Override
        public JsonValue write(Object value) {
            return (JsonValue) value;
        }

        @Override
        public boolean takesNull() {
            return kind == JsonValue.class;
        }
    }

    /** Constants in lower case, words joined by underscores, as they are written already. */
    static final class OfEnum implements Codec {
        private final Map<String, Object> constants = new LinkedHashMap<>();

        OfEnum(Class<?> type) {
            for (var constant : type.getEnumConstants()) {
                constants.put(name(constant), constant);
            }
        }

        @Override
        public Object read(JsonValue value) throws Misfit {
            var constant = value instanceof JsonString(var text) ? constants.get(text) : null;
            if (constant == null) {
                throw new Misfit("must be one of " + String.join(", ", constants.keySet()));
            }
            return constant;
        }

        @Override
        public JsonValue write(Object value) {
            return new JsonString(name(value));
        }

        private static String name(Object constant) {
            return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
        }
    }
}
