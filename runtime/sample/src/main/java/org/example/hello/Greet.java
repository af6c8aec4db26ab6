// SPDX-License-Identifier: Apache-2.0
package org.example.hello;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import org.osgi.service.component.annotations.Component;

/** {@code hello.greet}: greets somebody by name. */
@Component
@ToolDefinition(name = "hello.greet", version = "1.0.0", description = "Greets somebody by name.", risk = Risk.LOW,
        idempotent = true, foreign = false, examples = "{\"name\":\"Ada\",\"volume\":2}")
public final class Greet implements Tool<Greet.Input, Greet.Output> {

    /** Whom to greet, and how. */
    public record Input(
            @Description("Whom to greet.") @Size(min = 1, max = 80) String name,
            @Description("How loud.") @Range(min = 1, max = 3) @DefaultValue("1") int volume) {}

    /** The greeting. */
    public record Output(@Description("What to say.") String greeting) {}

    @Override
    public Output call(Input input, ToolContext context) {
        return new Output("Hello, " + input.name() + "!".repeat(input.volume()));
    }
}
