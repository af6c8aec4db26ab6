// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an endpoint knows us by. Not a record, so that nothing prints it.
 */
final class Key {
    /** For endpoints that want none. */
    static final Key NONE = new Key("");

    private final String value;

    Key(String value) {
        this.value = value;
    }

    Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "text/event-stream, application/json");
        if (!value.isEmpty()) {
            headers.put("Authorization", "Bearer " + value);
        }
        return headers;
    }

    /** The text without the key: endpoints repeat what they were sent. */
    String hiddenIn(String text) {
        return value.isEmpty() ? text : text.replace(value, "[key]");
    }
}
