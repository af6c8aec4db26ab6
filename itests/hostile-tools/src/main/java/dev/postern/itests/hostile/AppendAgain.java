// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Appends a line to repeatable.txt; it says that a repeat does no harm. */
@Component
@ToolDefinition(name = "effects.repeatable", version = "1.0.0",
        description = "Appends a line to repeatable.txt; it says that a repeat does no harm.", risk = Risk.LOW,
        idempotent = true)
public final class AppendAgain implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        return Append.line(context, "repeatable.txt");
    }
}
