// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Appends a line to gated.txt and ends once there is a file named gate; it says that a repeat does no harm. */
@Component
@ToolDefinition(name = "effects.gated", version = "1.0.0",
        description = "Appends a line to gated.txt and ends once there is a file named gate; it says that a repeat does no harm.",
        risk = Risk.LOW, idempotent = true, timeoutMillis = 600_000)
public final class AppendBehindGate implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        var done = Append.line(context, "gated.txt");
        while (context.files().info("workspace/gate").isEmpty()) {
            Thread.sleep(20);
        }
        return done;
    }
}
