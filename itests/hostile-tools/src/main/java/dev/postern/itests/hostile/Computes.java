// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Computes for ten minutes unless it is cancelled, and never gives its carrier thread away. */
@Component
@ToolDefinition(name = "hostile.computes", version = "1.0.0",
        description = "Computes for ten minutes unless it is cancelled.", risk = Risk.LOW, idempotent = true,
        timeoutMillis = 600_000, maxConcurrent = 64)
public final class Computes implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        long end = System.nanoTime() + 600_000_000_000L;
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        return new Done("computed");
    }
}
