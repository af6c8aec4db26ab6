// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Says what it does while it does it, at length. */
@Component
@ToolDefinition(name = "hostile.talks", version = "1.0.0",
        description = "Says what it does while it does it, at length.", risk = Risk.LOW, idempotent = true)
public final class Talks implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) {
        context.progress().message("beginning");
        for (int i = 1; i <= 20; i++) {
            context.progress().fraction(i, 20);
            context.progress().output("line " + i + "\n");
        }
        return new Done("said");
    }
}
