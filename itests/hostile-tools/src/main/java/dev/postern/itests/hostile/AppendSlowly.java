// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Appends a line to slow.txt and then hangs; doing it twice would matter. */
@Component
@ToolDefinition(name = "effects.slow", version = "1.0.0",
        description = "Appends a line to slow.txt and then hangs; doing it twice would matter.", risk = Risk.LOW,
        timeoutMillis = 600_000)
public final class AppendSlowly implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        var done = Append.line(context, "slow.txt");
        Thread.sleep(600_000);
        return done;
    }
}
