// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.time.internal;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/** {@code time.now}: the time in a zone. */
@Component
@ToolDefinition(name = "time.now", version = "1.0.0", description = "Tells the time in a time zone.", risk = Risk.LOW,
        idempotent = true, foreign = false, examples = {
            "{}", "{\"zone\":\"Europe/Zurich\"}"})
public final class TimeNow implements Tool<TimeNow.Input, Moment> {

    /** What is asked. */
    public record Input(
            @Description("an IANA time zone such as Europe/Zurich, or an offset such as +02:00") @Size(min = 1,
                    max = 64) @DefaultValue("\"UTC\"") String zone) {}

    @Override
    public Moment call(Input input, ToolContext context) throws ToolException {
        return Moment.of(context.clock().instant().atZone(Times.zone(input.zone())));
    }
}
