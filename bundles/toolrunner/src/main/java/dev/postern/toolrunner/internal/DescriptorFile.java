// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import org.osgi.framework.Bundle;

/**
 * A tool's descriptor as the processor left it in the bundle.
 *
 * @param descriptor what it declares
 * @param inputClass the input record's binary name
 */
record DescriptorFile(ToolDescriptor descriptor, String inputClass) {
    private static final int MAX_BYTES = 1 << 20;

    static DescriptorFile read(Bundle bundle, String name, String version, Json json) throws RefusedToolException {
        var path = ToolDefinition.DESCRIPTOR_FOLDER + name + "-" + version + ".json";
        var entry = bundle.getEntry(path);
        if (entry == null) {
            throw new RefusedToolException(
                    "its bundle has no " + path + ": compile it with the plugin processor on the processor path");
        }
        try (var in = entry.openStream()) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new RefusedToolException(path + " is larger than 1 MiB");
            }
            var file = of((JsonObject) json.parse(bytes), path);
            if (!file.descriptor().name().equals(name) || !file.descriptor().version().equals(version)) {
                throw new RefusedToolException(path + " describes another tool or version");
            }
            return file;
        } catch (IOException | JsonException | ClassCastException e) {
            throw new RefusedToolException(path + " cannot be read: " + e.getMessage());
        }
    }

    private static DescriptorFile of(JsonObject file, String path) throws RefusedToolException {
        var members = new Members(file, path);
        return new DescriptorFile(
                new ToolDescriptor(
                        members.text("name"),
                        members.text("version"),
                        members.text("description"),
                        risk(members.text("risk"), path),
                        members.texts("scopes"),
                        Duration.ofMillis(members.number("timeoutMillis")),
                        members.flag("idempotent"),
                        members.count("maxAttempts"),
                        Duration.ofMillis(members.number("backoffMillis")),
                        members.count("maxConcurrent"),
                        members.count("maxOutputBytes"),
                        members.texts("redact"),
                        members.flag("foreign"),
                        members.flag("previewable"),
                        members.object("inputSchema"),
                        members.object("outputSchema"),
                        file.array("examples").orElse(JsonArray.EMPTY).values().stream()
                                .filter(JsonObject.class::isInstance)
                                .map(JsonObject.class::cast)
                                .toList()),
                members.text("input"));
    }

    private static Risk risk(String text, String path) throws RefusedToolException {
        try {
            return Risk.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new RefusedToolException(path + ": risk is low, medium or high, and is " + text);
        }
    }

    /** Members that must be there. */
    private record Members(JsonObject file, String path) {
        String text(String name) throws RefusedToolException {
            return file.text(name).orElseThrow(() -> missing(name));
        }

        long number(String name) throws RefusedToolException {
            return file.integer(name).orElseThrow(() -> missing(name));
        }

        int count(String name) throws RefusedToolException {
            long number = number(name);
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw new RefusedToolException(path + ": " + name + " is out of range");
            }
            return (int) number;
        }

        boolean flag(String name) throws RefusedToolException {
            return file.bool(name).orElseThrow(() -> missing(name));
        }

        JsonObject object(String name) throws RefusedToolException {
            return file.object(name).orElseThrow(() -> missing(name));
        }

        List<String> texts(String name) throws RefusedToolException {
            var array = file.array(name).orElseThrow(() -> missing(name));
            if (!array.values().stream().allMatch(JsonString.class::isInstance)) {
                throw missing(name);
            }
            return array.strings();
        }

        private RefusedToolException missing(String name) {
            return new RefusedToolException(path + " lacks " + name + ", or it is of another type");
        }
    }
}
