// SPDX-License-Identifier: Apache-2.0
package org.example.hello;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Greets. */
@Component
@ToolDefinition(name = "hello.greet", version = "1.0.0", description = "Greets.", risk = Risk.LOW)
public final class Greet implements Tool<Greet.Input, Greet.Output> {
    /** Ready at once. */
    @Activate
    public Greet() {}

    @Override
    public Output call(Input input, ToolContext context) {
        return new Output("Hello, " + input.name());
    }

    /** What it takes. */
    public record Input(String name) {}

    /** What it gives. */
    public record Output(String greeting) {}
}
