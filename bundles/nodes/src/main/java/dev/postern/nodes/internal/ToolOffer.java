// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Duration;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;

/** A tool as a node describes it; what a bundle's descriptor says, under the same names. */
public record ToolOffer(
        @Size(min = 3,
                max = 64) @Pattern("^[a-z0-9_]+(\\.[a-z0-9_]+)+$") @Description("Its name; with each dot counted twice at most 64 characters.") String name,
        @Pattern("^[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}$") @Description("The semantic version of its contract.") String version,
        @Size(min = 1, max = 4_096) @Description("What it does, for planners and people.") String description,
        @Description("What a call can do at worst.") Risk risk,
        @DefaultValue("[]") @Size(
                max = 32) @Description("Scopes that the caller needs besides tools:invoke.") List<String> scopes,
        @DefaultValue("30000") @Range(min = 1,
                max = 3_600_000) @Description("After how long a call is cancelled, in ms.") long timeoutMillis,
        @DefaultValue("false") @Description("Whether calling again with the same idempotency key does nothing a second time.") boolean idempotent,
        @DefaultValue("1") @Range(min = 1,
                max = 10) @Description("How often a call is tried at most.") int maxAttempts,
        @DefaultValue("200") @Range(min = 0,
                max = 3_600_000) @Description("How long to wait before the second try, in ms.") long backoffMillis,
        @DefaultValue("16") @Range(min = 1,
                max = 1_024) @Description("How many calls run at once at most.") int maxConcurrent,
        @DefaultValue("262144") @Range(min = 1,
                max = 16_777_216) @Description("The largest output, in bytes of JSON text; a frame must hold it.") int maxOutputBytes,
        @DefaultValue("[]") @Size(
                max = 64) @Description("JSON pointers into /input and /output that are redacted.") List<String> redact,
        @DefaultValue("true") @Description("Whether what comes back was written by somebody else.") boolean foreign,
        @DefaultValue("false") @Description("Whether the node answers call.preview for it.") boolean previewable,
        @Description("JSON Schema 2020-12 of the input, an object.") JsonObject inputSchema,
        @Description("JSON Schema 2020-12 of the output, an object.") JsonObject outputSchema,
        @DefaultValue("[]") @Size(max = 16) @Description("Inputs to show.") List<JsonObject> examples) {

    /** As the registry takes it. */
    ToolDescriptor descriptor() {
        return new ToolDescriptor(name, version, description, risk, scopes, Duration.ofMillis(timeoutMillis),
                idempotent,
                maxAttempts, Duration.ofMillis(backoffMillis), maxConcurrent, maxOutputBytes, redact, foreign,
                previewable, inputSchema, outputSchema, examples);
    }

    /** {@code <name>@<version>}. */
    String key() {
        return name + "@" + version;
    }
}
