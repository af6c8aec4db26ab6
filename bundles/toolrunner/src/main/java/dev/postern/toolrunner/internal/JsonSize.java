package dev.postern.toolrunner.internal;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Measures a value's text without making it: a hundred megabytes are refused before they are copied. */
final class JsonSize {
    private static final int NUMBER = 24;

    private JsonSize() {}

    /** Whether the text is longer than so many bytes; at least one byte a character is counted, escapes are not. */
    static boolean exceeds(JsonValue value, long bytes) {
        return rest(value, bytes) < 0;
    }

    private static long rest(JsonValue value, long bytes) {
        if (bytes < 0) {
            return bytes;
        }
        return switch (value) {
            case JsonString(var text) -> bytes - utf8(text, bytes) - 2;
            case JsonArray(var elements) -> {
                long left = bytes - 2;
                for (var element : elements) {
                    left = rest(element, left - 1);
                }
                yield left;
            }
            case JsonObject(var members) -> {
                long left = bytes - 2;
                for (var member : members.entrySet()) {
                    left = rest(member.getValue(), left - utf8(member.getKey(), left) - 4);
                }
                yield left;
            }
            default -> bytes - Math.min(NUMBER, value.toString().length());
        };
    }

    private static long utf8(String text, long enough) {
        if (text.length() > enough) {
            return text.length();
        }
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
