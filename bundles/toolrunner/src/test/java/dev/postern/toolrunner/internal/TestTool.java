// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.json.StrictJson;

/** A tool that a test describes in a line. */
record TestTool(ToolDescriptor descriptor, Body body) implements DescribedTool {
    static final JsonObject ANY = object("{\"type\":\"object\"}");

    /** What it does. */
    interface Body {
        JsonObject call(JsonObject input, ToolContext context) throws Exception;
    }

    /** Low risk, idempotent, 20 s. */
    static TestTool of(String name, Body body) {
        return new TestTool(
                new ToolDescriptor(name, "1.0.0", "For a test.", Risk.LOW, List.of(), Duration.ofSeconds(20), true, 1,
                        Duration.ofMillis(2), 16, 262_144, List.of(), false, false, ANY, ANY, List.of()),
                body);
    }

    TestTool version(String version) {
        var d = descriptor;
        return with(new ToolDescriptor(d.name(), version, d.description(), d.risk(), d.scopes(), d.timeout(),
                d.idempotent(), d.maxAttempts(), d.backoff(), d.maxConcurrent(), d.maxOutputBytes(), d.redact(),
                d.foreign(), d.previewable(), d.inputSchema(), d.outputSchema(), d.examples()));
    }

    TestTool risk(Risk risk, boolean idempotent) {
        var d = descriptor;
        return with(new ToolDescriptor(d.name(), d.version(), d.description(), risk, d.scopes(), d.timeout(),
                idempotent, d.maxAttempts(), d.backoff(), d.maxConcurrent(), d.maxOutputBytes(), d.redact(),
                d.foreign(), d.previewable(), d.inputSchema(), d.outputSchema(), d.examples()));
    }

    TestTool timeout(long millis) {
        var d = descriptor;
        return with(new ToolDescriptor(d.name(), d.version(), d.description(), d.risk(), d.scopes(),
                Duration.ofMillis(millis), d.idempotent(), d.maxAttempts(), d.backoff(), d.maxConcurrent(),
                d.maxOutputBytes(), d.redact(), d.foreign(), d.previewable(), d.inputSchema(), d.outputSchema(),
                d.examples()));
    }

    TestTool attempts(int most, int concurrent) {
        var d = descriptor;
        return with(new ToolDescriptor(d.name(), d.version(), d.description(), d.risk(), d.scopes(), d.timeout(),
                d.idempotent(), most, d.backoff(), concurrent, d.maxOutputBytes(), d.redact(), d.foreign(),
                d.previewable(), d.inputSchema(), d.outputSchema(), d.examples()));
    }

    TestTool backoff(int most, Duration pause) {
        var d = descriptor;
        return with(new ToolDescriptor(d.name(), d.version(), d.description(), d.risk(), d.scopes(),
                pause.multipliedBy(2), d.idempotent(), most, pause, d.maxConcurrent(), d.maxOutputBytes(), d.redact(),
                d.foreign(), d.previewable(), d.inputSchema(), d.outputSchema(), d.examples()));
    }

    TestTool redact(String... pointers) {
        var d = descriptor;
        return with(new ToolDescriptor(d.name(), d.version(), d.description(), d.risk(), d.scopes(), d.timeout(),
                d.idempotent(), d.maxAttempts(), d.backoff(), d.maxConcurrent(), d.maxOutputBytes(),
                List.of(pointers), d.foreign(), d.previewable(), d.inputSchema(), d.outputSchema(), d.examples()));
    }

    TestTool schemas(String input, String output) {
        var d = descriptor;
        return with(new ToolDescriptor(d.name(), d.version(), d.description(), d.risk(), d.scopes(), d.timeout(),
                d.idempotent(), d.maxAttempts(), d.backoff(), d.maxConcurrent(), d.maxOutputBytes(), d.redact(),
                d.foreign(), d.previewable(), object(input), object(output), d.examples()));
    }

    private TestTool with(ToolDescriptor changed) {
        return new TestTool(changed, body);
    }

    @Override
    public JsonObject call(JsonObject input, ToolContext context) throws Exception {
        return body.call(input, context);
    }

    static JsonObject object(String json) {
        try {
            return (JsonObject) new StrictJson().parse(json);
        } catch (dev.postern.core.json.JsonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
