// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.tools;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** The next major version of {@link Greet}. */
@Component
@ToolDefinition(name = "test.greet", version = "2.0.0", description = "Says hello.", risk = Risk.LOW, idempotent = true)
public final class GreetTwo implements Tool<GreetTwo.Input, GreetTwo.Output> {
    /** Whom. */
    public record Input(String name) {}

    /** The words. */
    public record Output(String text) {}

    @Override
    public Output call(Input input, ToolContext context) {
        return new Output("Good day " + input.name() + ".");
    }
}
