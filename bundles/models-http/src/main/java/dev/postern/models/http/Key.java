// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.util.Map;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * What an endpoint knows us by. Not a record, so that nothing prints it.
 */
public final class Key {
    /** For endpoints that want none. */
    static final Key NONE = new Key("");
    private static final Pattern SENT = Pattern.compile("[\\x20-\\x7e]*[\\x21-\\x7e]");

    private final String value;

    Key(String value) {
        this.value = value;
    }

    /** Whether a header can carry it: one line of plain ASCII, with something in it. */
    boolean canBeSent() {
        return SENT.matcher(value).matches();
    }

    /**
     * The header that carries it, or none.
     *
     * @param name of the header
     * @param scheme what stands before the key
     */
    public Map<String, String> header(String name, String scheme) {
        return value.isEmpty() ? Map.of() : Map.of(name, scheme + value);
    }

    /** The text without the key: endpoints repeat what they were sent. */
    String hiddenIn(String text) {
        return value.isEmpty() ? text : text.replace(value, "[key]");
    }

    /** JSON without the key, also where it is spelled with escapes; another text as it is, without the key. */
    String hiddenInJson(String text) {
        try {
            var value = JsonValue.parse(text);
            var hidden = hiddenIn(value);
            return hidden.equals(value) ? text : hidden.toString();
        } catch (JsonFormatException other) {
            return hiddenIn(text);
        }
    }

    /** The value without the key. */
    JsonValue hiddenIn(JsonValue value) {
        return switch (value) {
            case JsonString(var text) -> new JsonString(hiddenIn(text));
            case JsonArray(var values) -> new JsonArray(values.stream().map(this::hiddenIn).toList());
            case JsonObject(var members) -> {
                var hidden = JsonObject.builder();
                members.forEach((name, member) -> hidden.put(hiddenIn(name), hiddenIn(member)));
                yield hidden.build();
            }
            default -> value;
        };
    }

    /** How many characters at the end of the text may be the beginning of the key. */
    int begunAtEndOf(String text) {
        int most = Math.min(text.length(), value.length() - 1);
        for (int length = most; length > 0; length--) {
            if (value.startsWith(text.substring(text.length() - length))) {
                return length;
            }
        }
        return 0;
    }
}
