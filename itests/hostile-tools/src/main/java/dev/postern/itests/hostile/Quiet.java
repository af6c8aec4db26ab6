// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Does nothing: what is left is the call. */
@Component
@ToolDefinition(name = "hostile.quiet", version = "1.0.0", description = "Does nothing.", risk = Risk.LOW,
        idempotent = true, foreign = false)
public final class Quiet implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) {
        return new Done("");
    }
}
