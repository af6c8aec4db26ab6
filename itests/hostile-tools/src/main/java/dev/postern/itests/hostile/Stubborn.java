// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Ignores interruption for twenty seconds. */
@Component
@ToolDefinition(name = "hostile.stubborn", version = "1.0.0", description = "Ignores interruption for twenty seconds.",
        risk = Risk.LOW, idempotent = true, timeoutMillis = 500)
public final class Stubborn implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < end) {
            Thread.interrupted();
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        return new Done("late");
    }
}
