// SPDX-License-Identifier: Apache-2.0
package org.example.waiting;

import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Waits. */
@Component
@ToolDefinition(name = "waiting.tool", version = "1.0.0", description = "Waits.", risk = Risk.LOW)
public final class Wait implements Tool<Wait.Input, Wait.Output> {
    /** Needs what only another component could give. */
    @Activate
    public Wait(@Reference Helper helper) {
        java.util.Objects.requireNonNull(helper);
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
