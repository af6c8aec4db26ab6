// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Measures a value's text without making it: a hundred megabytes are refused before they are copied. */
final class JsonSize {
    private JsonSize() {}

    /** Whether the text, in UTF-8 and with its escapes, is longer than so many bytes; the value must not nest too deep. */
    static boolean exceeds(JsonValue value, long bytes) {
        return rest(value, bytes) < 0;
    }

    private static long rest(JsonValue value, long bytes) {
        if (bytes < 0) {
            return bytes;
        }
        return switch (value) {
            case JsonString(var text) -> text(text, bytes);
            case JsonArray(var elements) -> {
                // brackets, and a comma after each element but the last
                long left = bytes - (elements.isEmpty() ? 2 : 1);
                for (var element : elements) {
                    left = rest(element, left - 1);
                }
                yield left;
            }
            case JsonObject(var members) -> {
                long left = bytes - (members.isEmpty() ? 2 : 1);
                for (var member : members.entrySet()) {
                    left = rest(member.getValue(), text(member.getKey(), left) - 2);
                }
                yield left;
            }
            default -> bytes - value.toString().length();
        };
    }

    private static long text(String text, long bytes) {
        long left = bytes - 2;
        for (int i = 0; i < text.length() && left >= 0; i++) {
            left -= width(text.charAt(i));
        }
        return left;
    }

    private static int width(char c) {
        if (c < 0x20) {
            return "\b\f\n\r\t".indexOf(c) >= 0 ? 2 : 6;
        }
        if (c < 0x80) {
            return c == '"' || c == '\\' ? 2 : 1;
        }
        // each half of a pair counts as two of its four bytes
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
}
