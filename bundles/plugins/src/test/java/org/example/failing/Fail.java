// SPDX-License-Identifier: Apache-2.0
package org.example.failing;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Never comes up. */
@Component
@ToolDefinition(name = "failing.tool", version = "1.0.0", description = "Never comes up.", risk = Risk.LOW)
public final class Fail implements Tool<Fail.Input, Fail.Output> {
    /** Fails. */
    @Activate
    public Fail() {
        throw new IllegalStateException("no luck today\nnor tomorrow");
    }

    @Override
    public Output call(Input input, ToolContext context) {
        return new Output("Hello, " + input.name());
    }

    /** What it takes. */
    public record Input(String name) {}

    /** What it gives. */
    public record Output(String greeting) {}
}
