// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Returns what its schema forbids. */
@Component
@ToolDefinition(name = "hostile.lies", version = "1.0.0", description = "Returns what its schema forbids.",
        risk = Risk.LOW, idempotent = true)
public final class Lies implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        return new Done("x".repeat(201));
    }
}
