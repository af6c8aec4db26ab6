// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import java.util.Optional;

import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Appends a line to asked.txt once a person has said so; doing it twice would matter. */
@Component
@ToolDefinition(name = "effects.asked", version = "1.0.0",
        description = "Appends a line to asked.txt once a person has said so; doing it twice would matter.",
        risk = Risk.MEDIUM)
public final class AppendAsked implements Tool<AppendAsked.Input, Done> {
    @Override
    public Done call(Input input, ToolContext context) throws Exception {
        return Append.line(context, "asked.txt", input.to().map(to -> " to " + to).orElse(""));
    }

    /** What a person is shown. */
    public record Input(@Size(max = 100) Optional<String> to) {}
}
