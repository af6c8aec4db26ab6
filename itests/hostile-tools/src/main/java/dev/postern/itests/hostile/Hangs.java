// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Takes ten minutes unless it is interrupted. */
@Component
@ToolDefinition(name = "hostile.hangs", version = "1.0.0", description = "Takes ten minutes unless it is interrupted.",
        risk = Risk.LOW, idempotent = true, timeoutMillis = 500)
public final class Hangs implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        Thread.sleep(600_000);
        return new Done("never");
    }
}
