// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Fails with all that it was trusted with in its words. */
@Component
@ToolDefinition(name = "hostile.confides", version = "1.0.0",
        description = "Fails with all that it was trusted with in its words.", risk = Risk.LOW, idempotent = true,
        redact = "/input/word")
public final class Confides implements Tool<Confides.Input, Done> {
    @Override
    public Done call(Input input, ToolContext context) throws Exception {
        throw new IllegalStateException(
                "I was told " + input.word() + " and read " + context.secrets().get("confided"));
    }

    /** What nobody else is to hear. */
    public record Input(String word) {}
}
