// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Returns a hundred megabytes. */
@Component
@ToolDefinition(name = "hostile.huge", version = "1.0.0", description = "Returns a hundred megabytes.", risk = Risk.LOW,
        idempotent = true)
public final class Huge implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        return new Done("x".repeat(100 << 20));
    }
}
