// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.time.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/**
 * {@code time.add}: the time before or after another. Days, months and years are those of the calendar in the zone, so that
 * a day later is the same time of day; hours, minutes and seconds are exact.
 */
@Component
@ToolDefinition(name = "time.add", version = "1.0.0",
        description = "Tells the time some days, hours or months before or after another.", risk = Risk.LOW,
        idempotent = true, foreign = false, examples = {
            "{\"amount\":\"P1D\",\"zone\":\"Europe/Zurich\"}",
            "{\"time\":\"2026-07-01T14:30\",\"amount\":\"-P1MT2H\"}"})
public final class TimeAdd implements Tool<TimeAdd.Input, Moment> {

    /** From when, and how much. */
    public record Input(
            @Description("a time in ISO 8601, with or without an offset; absent for now") @Size(min = 1,
                    max = 64) Optional<String> time,
            @Description("what to add, an ISO 8601 duration: P1D, PT90M, P1Y2M3DT4H, or -P1W for a week before") @Size(
                    max = 64) @Pattern("^[+-]?P[0-9YMWDTHS.,-]+$") String amount,
            @Description("the zone of the calendar, and of a time without an offset") @Size(min = 1,
                    max = 64) @DefaultValue("\"UTC\"") String zone) {}

    @Override
    public Moment call(Input input, ToolContext context) throws ToolException {
        var zone = Times.zone(input.zone());
        var start = input.time().isPresent()
                ? Times.time(input.time().get(), zone).withZoneSameInstant(zone)
                : context.clock().instant().atZone(zone);
        return Moment.of(Times.checked(add(start, input.amount())));
    }

    private static ZonedDateTime add(ZonedDateTime start, String amount) throws ToolException {
        boolean before = amount.startsWith("-");
        var unsigned = amount.substring(amount.indexOf('P'));
        int exact = unsigned.indexOf('T');
        try {
            var calendar = exact < 0 ? unsigned : unsigned.substring(0, exact);
            var days = calendar.equals("P") && exact > 0 ? Period.ZERO : Period.parse(calendar);
            var time = exact < 0 ? Duration.ZERO : Duration.parse("P" + unsigned.substring(exact));
            return before ? start.minus(days).minus(time) : start.plus(days).plus(time);
        } catch (DateTimeException | ArithmeticException wrong) {
            throw Times.invalid(amount + " is no ISO 8601 duration that can be added; write P1D, PT90M or P1Y2M3DT4H");
        }
    }
}
