// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;
import dev.postern.core.tool.ToolRegistry.RegisteredTool;

/**
 * The compiled schemas of a tool. They hold nothing of its plugin, so a new version that has the same ones shares them.
 *
 * @param input what a call's input is held against
 * @param output what its output is held against
 * @param digest SHA-256 over both in canonical form, hex
 */
record ToolSchemas(Schema input, Schema output, String digest) {

    /** @throws JsonException when one of them is no schema */
    static ToolSchemas of(RegisteredTool tool, ToolTable table, Json json) throws JsonException {
        var descriptor = tool.descriptor();
        var digest = tool.schemas();
        var same = table.named(descriptor.name()).map(ServingTool::schemas)
                .filter(known -> known.digest().equals(digest)).findFirst();
        return same.isPresent()
                ? same.get()
                : new ToolSchemas(json.schema(descriptor.inputSchema()), json.schema(descriptor.outputSchema()),
                        digest);
    }
}
