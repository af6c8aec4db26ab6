// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import java.time.Duration;
import java.util.List;

import dev.postern.api.json.JsonObject;

/**
 * What a tool declares. {@link ToolDefinition} gives each member's meaning and range.
 *
 * @param name its name
 * @param version its contract's semantic version
 * @param description what it does
 * @param risk what a call can do at worst
 * @param scopes scopes the caller needs
 * @param timeout after how long a call is cancelled
 * @param idempotent whether a repeat with the same key does nothing twice
 * @param maxAttempts tries at most
 * @param backoff wait before the second try
 * @param maxConcurrent calls at once at most
 * @param maxOutputBytes largest output
 * @param redact pointers to redact
 * @param foreign whether the output is somebody else's words
 * @param previewable whether it can say what a call would do
 * @param inputSchema JSON Schema 2020-12 of the input, an object
 * @param outputSchema JSON Schema 2020-12 of the output, an object
 * @param examples inputs to show
 */
public record ToolDescriptor(
        String name,
        String version,
        String description,
        Risk risk,
        List<String> scopes,
        Duration timeout,
        boolean idempotent,
        int maxAttempts,
        Duration backoff,
        int maxConcurrent,
        int maxOutputBytes,
        List<String> redact,
        boolean foreign,
        boolean previewable,
        JsonObject inputSchema,
        JsonObject outputSchema,
        List<JsonObject> examples) {

    /** Copies the lists. */
    public ToolDescriptor {
        scopes = List.copyOf(scopes);
        redact = List.copyOf(redact);
        examples = List.copyOf(examples);
    }
}
