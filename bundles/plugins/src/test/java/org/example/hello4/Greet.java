// SPDX-License-Identifier: Apache-2.0
package org.example.hello4;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Greets otherwise. */
@Component
@ToolDefinition(name = "hello.greet", version = "2.0.0", description = "Greets otherwise.", risk = Risk.LOW)
public final class Greet implements Tool<Greet.Input, Greet.Output> {
    /** Ready at once. */
    @Activate
    public Greet() {}

    @Override
    public Output call(Input input, ToolContext context) {
        return new Output("Hello, " + input.whom());
    }

    /** What it takes. */
    public record Input(String whom) {}

    /** What it gives. */
    public record Output(String greeting) {}
}
