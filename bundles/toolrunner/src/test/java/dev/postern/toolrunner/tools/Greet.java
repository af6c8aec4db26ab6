// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.tools;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** Says hello. */
@Component
@ToolDefinition(name = "test.greet", version = "1.2.0", description = "Says hello.", risk = Risk.LOW, idempotent = true)
public final class Greet implements Tool<Greet.Input, Greet.Output> {
    /** Whom, and how often. */
    public record Input(@Size(min = 1, max = 20) String name, @Range(min = 1, max = 5) @DefaultValue("1") int times) {}

    /** The words. */
    public record Output(String text) {}

    @Override
    public Output call(Input input, ToolContext context) {
        return new Output(("Hello " + input.name() + ". ").repeat(input.times()).strip());
    }
}
