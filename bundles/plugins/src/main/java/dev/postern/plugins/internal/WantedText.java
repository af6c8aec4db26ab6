// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.Json;

/** Writes {@code plugins.json} the same way each time, a member a line, so that differences are those of the content. */
final class WantedText {
    private WantedText() {}

    static String of(WantedPlugins plugins, Json json) {
        var text = new StringBuilder();
        write(json.write(plugins), "", text);
        return text.append('\n').toString();
    }

    private static void write(JsonValue value, String indent, StringBuilder text) {
        if (!(value instanceof JsonObject(var members)) || members.isEmpty()) {
            text.append(value);
            return;
        }
        String separator = "{\n";
        for (var member : members.entrySet()) {
            text.append(separator).append(indent).append("  ").append(new JsonString(member.getKey())).append(": ");
            write(member.getValue(), indent + "  ", text);
            separator = ",\n";
        }
        text.append('\n').append(indent).append('}');
    }
}
