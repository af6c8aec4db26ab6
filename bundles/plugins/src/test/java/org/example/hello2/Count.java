// SPDX-License-Identifier: Apache-2.0
package org.example.hello2;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Counts. */
@Component
@ToolDefinition(name = "hello.count", version = "1.0.0", description = "Counts.", risk = Risk.LOW)
public final class Count implements Tool<Count.Input, Count.Output> {
    /** Ready at once. */
    @Activate
    public Count() {}

    @Override
    public Output call(Input input, ToolContext context) {
        return new Output("Hello, " + input.name());
    }

    /** What it takes. */
    public record Input(String name) {}

    /** What it gives. */
    public record Output(String greeting) {}
}
