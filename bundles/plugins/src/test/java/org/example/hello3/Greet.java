// SPDX-License-Identifier: Apache-2.0
package org.example.hello3;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Greets those who say in which mood they are: takes less than it did, and says so with too small a step. */
@Component
@ToolDefinition(name = "hello.greet", version = "1.0.1", description = "Greets.", risk = Risk.LOW)
public final class Greet implements Tool<Greet.Input, Greet.Output> {
    /** Ready at once. */
    @Activate
    public Greet() {}

    @Override
    public Output call(Input input, ToolContext context) {
        return new Output("Hello, " + input.name());
    }

    /** What it takes. */
    public record Input(String name, String mood) {}

    /** What it gives. */
    public record Output(String greeting) {}
}
