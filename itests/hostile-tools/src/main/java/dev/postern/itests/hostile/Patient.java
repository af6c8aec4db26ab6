// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Waits for ten minutes; ends when it is cancelled. */
@Component
@ToolDefinition(name = "hostile.patient", version = "1.0.0",
        description = "Waits for ten minutes; ends when it is cancelled.", risk = Risk.LOW, idempotent = true,
        timeoutMillis = 600_000)
public final class Patient implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        Thread.sleep(600_000);
        return new Done("never");
    }
}
