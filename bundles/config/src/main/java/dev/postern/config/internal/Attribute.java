// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A value's rule, as the metatype has it (OSGi Compendium 8, chapter 105).
 *
 * @param id the key
 * @param type {@code String}, {@code Integer}, …
 * @param several whether it takes a list
 * @param required whether it must be given
 * @param min the lowest number, or the least length of text
 * @param max the highest number, or the greatest length of text
 * @param options the only values, when there are any
 */
public record Attribute(
        String id,
        String type,
        boolean several,
        boolean required,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        List<String> options) {
    private static final String PASSWORD = "Password";

    /** Whether it is given by reference only. */
    public boolean isSecret() {
        return type.equals(PASSWORD);
    }

    /** The value as Configuration Admin takes it. */
    Object value(JsonValue given) throws Refusal {
        if (!several) {
            return single(given);
        }
        if (!(given instanceof JsonArray(var values))) {
            throw refused("must be a list");
        }
        var list = Array.newInstance(javaType(), values.size());
        for (int i = 0; i < values.size(); i++) {
            Object value = single(values.get(i));
            if (!javaType().isInstance(value)) {
                throw refused("takes no references in its list");
            }
            Array.set(list, i, value);
        }
        return list;
    }

    private Object single(JsonValue given) throws Refusal {
        if (given instanceof JsonString(var text)) {
            if (References.in(text)) {
                // what it refers to is checked as such; its type when it is known
                return text;
            }
            if (type.equals(PASSWORD) && !text.isEmpty()) {
                throw refused("is a secret: give a reference, $[secret:<file in secrets/>] or $[env:<name>]");
            }
        }
        return switch (type) {
            case "Integer" -> (int) whole(given, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "Long" -> whole(given, -JsonNumber.MAX_SAFE_INTEGER, JsonNumber.MAX_SAFE_INTEGER);
            case "Short" -> (short) whole(given, Short.MIN_VALUE, Short.MAX_VALUE);
            case "Byte" -> (byte) whole(given, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case "Double" -> number(given);
            case "Float" -> (float) number(given);
            case "Boolean" -> truth(given);
            case "Character" -> text(given).charAt(0);
            default -> text(given);
        };
    }

    private Class<?> javaType() {
        return switch (type) {
            case "Integer" -> Integer.class;
            case "Long" -> Long.class;
            case "Short" -> Short.class;
            case "Byte" -> Byte.class;
            case "Double" -> Double.class;
            case "Float" -> Float.class;
            case "Boolean" -> Boolean.class;
            case "Character" -> Character.class;
            default -> String.class;
        };
    }

    private long whole(JsonValue given, long least, long most) throws Refusal {
        if (given instanceof JsonNumber number && number.isInteger() && number.toLong() >= least
                && number.toLong() <= most && within(BigDecimal.valueOf(number.toLong()))
                && isOption(Long.toString(number.toLong()))) {
            return number.toLong();
        }
        throw refused("must be a whole number" + range(BigDecimal.valueOf(least), BigDecimal.valueOf(most)));
    }

    private double number(JsonValue given) throws Refusal {
        if (given instanceof JsonNumber(var number) && within(BigDecimal.valueOf(number))
                && isOption(given.toString())) {
            return number;
        }
        throw refused("must be a number" + (min == null && max == null ? "" : range(BigDecimal.ZERO, BigDecimal.ZERO)));
    }

    private boolean truth(JsonValue given) throws Refusal {
        if (given instanceof JsonBoolean(var truth)) {
            return truth;
        }
        throw refused("must be true or false");
    }

    private String text(JsonValue given) throws Refusal {
        if (!(given instanceof JsonString(var text))) {
            throw refused(options.isEmpty() ? "must be text" : "must be one of " + String.join(", ", options));
        }
        if (!isOption(text)) {
            throw refused("must be one of " + String.join(", ", options));
        }
        if (!within(BigDecimal.valueOf(text.length())) || type.equals("Character") && text.length() != 1) {
            throw refused(
                    "must have" + range(BigDecimal.ONE, BigDecimal.ONE).replace(" of at ", " at ") + " characters");
        }
        return text;
    }

    private boolean isOption(String text) {
        return options.isEmpty() || options.contains(text);
    }

    private boolean within(BigDecimal number) {
        return (min == null || number.compareTo(min) >= 0) && (max == null || number.compareTo(max) <= 0);
    }

    private String range(BigDecimal least, BigDecimal most) {
        if (!options.isEmpty()) {
            return ": one of " + String.join(", ", options);
        }
        if (min != null && max == null) {
            return " of at least " + min.toPlainString();
        }
        if (min == null && max != null) {
            return " of at most " + max.toPlainString();
        }
        return " from " + (min == null ? least : min).toPlainString() + " to "
                + (max == null ? most : max).toPlainString();
    }

    private Refusal refused(String rule) {
        return new Refusal(id + " " + rule);
    }
}
