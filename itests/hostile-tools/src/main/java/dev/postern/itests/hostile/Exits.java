// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Ends the process. For isolated placement only: in the gateway's process it hurts the gateway. */
@Component
@ToolDefinition(name = "hostile.exits", version = "1.0.0", description = "Ends the process.", risk = Risk.LOW)
public final class Exits implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) {
        System.exit(0);
        return new Done("still here");
    }
}
