// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.tool.Redactor;

/** The secrets that a call was given or has read: nothing it says afterwards may hold one of them. */
final class SeenSecrets {
    /** Shorter ones stand in every text. */
    private static final int SHORTEST = 4;

    private final Set<String> values = ConcurrentHashMap.newKeySet();

    /** Begins with what the tool's descriptor says is secret in the input. */
    static SeenSecrets of(JsonObject input, ToolDescriptor tool) {
        var secrets = new SeenSecrets();
        Redactor.secrets(input, tool.redact()).forEach(secrets::saw);
        return secrets;
    }

    void saw(String secret) {
        if (secret.length() >= SHORTEST) {
            values.add(secret);
        }
    }

    /** The text without them. */
    String hide(String text) {
        if (values.isEmpty()) {
            return text;
        }
        var hidden = text;
        // the longest first: one may be part of another
        for (var secret : values.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
            hidden = hidden.replace(secret, Redactor.REDACTED);
        }
        return hidden;
    }

    /** The stack trace without them: what failed may quote what it was given. */
    String trace(Throwable failure) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return hide(trace.toString());
    }

    /** The object without them. */
    JsonObject hide(JsonObject object) {
        return values.isEmpty() ? object : (JsonObject) hide((JsonValue) object);
    }

    private JsonValue hide(JsonValue value) {
        return switch (value) {
            case JsonString(var text) -> new JsonString(hide(text));
            case JsonArray(var elements) -> new JsonArray(elements.stream().map(this::hide).toList());
            case JsonObject(var members) -> {
                var copy = JsonObject.builder();
                members.forEach((name, member) -> copy.put(hide(name), hide(member)));
                yield copy.build();
            }
            default -> value;
        };
    }
}
