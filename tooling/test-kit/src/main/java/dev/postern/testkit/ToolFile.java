// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;

/**
 * A descriptor as the processor wrote it.
 *
 * @param component the tool's class
 * @param input the binary name of its input record
 * @param descriptor what it declares
 */
record ToolFile(String component, String input, ToolDescriptor descriptor) {

    static ToolFile of(JsonObject file) {
        return new ToolFile(text(file, "component"), text(file, "input"),
                new ToolDescriptor(text(file, "name"), text(file, "version"), text(file, "description"),
                        Risk.valueOf(text(file, "risk").toUpperCase(Locale.ROOT)), texts(file, "scopes"),
                        Duration.ofMillis(number(file, "timeoutMillis")), flag(file, "idempotent"),
                        (int) number(file, "maxAttempts"), Duration.ofMillis(number(file, "backoffMillis")),
                        (int) number(file, "maxConcurrent"), (int) number(file, "maxOutputBytes"),
                        texts(file, "redact"), flag(file, "foreign"), flag(file, "previewable"),
                        file.object("inputSchema").orElseThrow(), file.object("outputSchema").orElseThrow(),
                        file.array("examples").orElse(JsonArray.EMPTY).values().stream().map(JsonObject.class::cast)
                                .toList()));
    }

    private static String text(JsonObject file, String name) {
        return file.text(name).orElseThrow();
    }

    private static long number(JsonObject file, String name) {
        return file.integer(name).orElseThrow();
    }

    private static boolean flag(JsonObject file, String name) {
        return file.bool(name).orElseThrow();
    }

    private static List<String> texts(JsonObject file, String name) {
        return file.array(name).orElseThrow().strings();
    }
}
