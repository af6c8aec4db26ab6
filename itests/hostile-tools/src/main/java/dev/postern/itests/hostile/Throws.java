// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Throws what nobody expects. */
@Component
@ToolDefinition(name = "hostile.throws", version = "1.0.0", description = "Throws what nobody expects.",
        risk = Risk.LOW, idempotent = true)
public final class Throws implements Tool<Nothing, Done> {
    @Override
    public Done call(Nothing input, ToolContext context) throws Exception {
        throw new IllegalStateException("the cat is on the keyboard");
    }
}
