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

/** {@code time.convert}: the same moment in another zone. */
@Component
@ToolDefinition(name = "time.convert", version = "1.0.0", description = "Tells what a time in one zone is in another.",
        risk = Risk.LOW, idempotent = true, foreign = false, examples = {
            "{\"time\":\"2026-07-01T14:30\",\"from\":\"Europe/Zurich\",\"to\":\"Asia/Tokyo\"}",
            "{\"time\":\"2026-07-01T14:30:00Z\",\"to\":\"America/New_York\"}"})
public final class TimeConvert implements Tool<TimeConvert.Input, Moment> {

    /** Which time, and where. */
    public record Input(
            @Description("a time in ISO 8601, with or without an offset") @Size(min = 1, max = 64) String time,
            @Description("the zone of a time without an offset") @Size(min = 1,
                    max = 64) @DefaultValue("\"UTC\"") String from,
            @Description("the zone to tell it in") @Size(min = 1, max = 64) String to) {}

    @Override
    public Moment call(Input input, ToolContext context) throws ToolException {
        var time = Times.time(input.time(), Times.zone(input.from()));
        return Moment.of(Times.checked(time.withZoneSameInstant(Times.zone(input.to()))));
    }
}
