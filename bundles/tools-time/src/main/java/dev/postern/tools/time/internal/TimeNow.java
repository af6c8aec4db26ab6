package dev.postern.tools.time.internal;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

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
@ToolDefinition(name = "time.now", version = "1.0.0", description = "Tells the time in a time zone.", risk = Risk.LOW, idempotent = true, foreign = false, examples = {
    "{}", "{\"zone\":\"Europe/Zurich\"}"})
public final class TimeNow implements Tool<TimeNow.Input, TimeNow.Output> {

    /** What is asked. */
    public record Input(
            @Description("an IANA time zone such as Europe/Zurich, or an offset such as +02:00") @Size(min = 1, max = 64) @DefaultValue("\"UTC\"") String zone) {}

    /** What time it is. */
    public record Output(
            @Description("date and time in the zone, ISO 8601 with offset") String time,
            @Description("the zone") String zone,
            @Description("the day of the week, in English") String weekday,
            @Description("milliseconds since 1970-01-01T00:00Z") long epochMillis) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException {
        var now = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var local = now.atZone(zone(input.zone()));
        return new Output(
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local),
                input.zone(),
                local.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                now.toEpochMilli());
    }

    private static ZoneId zone(String name) throws ToolException {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new ToolException(
                    "invalid_input",
                    "there is no time zone " + name + "; write one of the IANA database, such as Europe/Zurich, or an"
                            + " offset such as +02:00");
        }
    }
}
