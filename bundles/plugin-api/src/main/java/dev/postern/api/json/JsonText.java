// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;

/**
 * Writes values as JSON text. Numbers and escapes follow RFC 8785, so that canonical text differs in order, and for
 * whole numbers beyond ±(2^53−1), only.
 */
final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder();
    private final boolean sorted;

    private JsonText(boolean sorted) {
        this.sorted = sorted;
    }

    static String of(JsonValue value, boolean sorted) {
        var text = new JsonText(sorted);
        text.write(value);
        return text.out.toString();
    }

    private void write(JsonValue value) {
        switch (value) {
            case JsonObject(var members) -> object(sorted ? sorted(members) : members.entrySet());
            case JsonArray(var values) -> {
                out.append('[');
                var separator = "";
                for (var element : values) {
                    out.append(separator);
                    write(element);
                    separator = ",";
                }
                out.append(']');
            }
            case JsonString(var text) -> string(text);
            case JsonNumber(var number) -> JsonNumberText.append(out, number, sorted);
            case JsonBoolean(var truth) -> out.append(truth);
            case JsonNull ignored -> out.append("null");
        }
    }

    private static Collection<Map.Entry<String, JsonValue>> sorted(Map<String, JsonValue> members) {
        var inOrder = new ArrayList<>(members.entrySet());
        inOrder.sort(Map.Entry.comparingByKey());
        return inOrder;
    }

    private void object(Collection<Map.Entry<String, JsonValue>> members) {
        out.append('{');
        var separator = "";
        for (var member : members) {
            out.append(separator);
            string(member.getKey());
            out.append(':');
            write(member.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void string(String text) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                out.append(text, written, i);
                escaped(c);
                written = i + 1;
            }
        }
        out.append(text, written, text.length()).append('"');
    }

    private void escaped(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
        }
    }
}
