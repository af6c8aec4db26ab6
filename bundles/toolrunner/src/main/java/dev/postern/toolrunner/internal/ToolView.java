// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.tool.ToolRegistry;

/**
 * A tool as the wire shows it.
 *
 * @param bundle {@code <symbolic name>/<version>/<sha256>}
 */
public record ToolView(
        String name,
        String version,
        String description,
        Risk risk,
        List<String> scopes,
        long timeoutMillis,
        boolean idempotent,
        boolean foreign,
        boolean previewable,
        JsonObject inputSchema,
        JsonObject outputSchema,
        List<JsonObject> examples,
        String bundle) {

    static ToolView of(ToolRegistry.RegisteredTool tool) {
        var descriptor = tool.descriptor();
        return new ToolView(
                descriptor.name(),
                descriptor.version(),
                descriptor.description(),
                descriptor.risk(),
                descriptor.scopes(),
                descriptor.timeout().toMillis(),
                descriptor.idempotent(),
                descriptor.foreign(),
                descriptor.previewable(),
                descriptor.inputSchema(),
                descriptor.outputSchema(),
                descriptor.examples(),
                tool.bundle());
    }
}
