// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;

/**
 * A cron expression of five fields, read in local time: no time zone and none of its gaps.
 *
 * @param text as it was written
 * @param everyHour whether it names no hours, but goes by every one
 * @param times what is due
 */
record Cron(String text, boolean everyHour, ExecutionTime times) {
    private static final int MAX_LENGTH = 256;
    private static final String RULE = " (minute hour day-of-month month day-of-week, such as 0 8 * * MON-FRI)";
    /** A year in which no 29th of February is far. */
    private static final LocalDateTime SOME_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException with what is wrong, and the rule
     */
    static Cron of(String expression) {
        var text = expression.strip();
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("cron: has at most " + MAX_LENGTH + " characters");
        }
        try {
            var cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(text)
                    .validate();
            var read = new Cron(text, text.split("\\s+")[1].equals("*"), ExecutionTime.forCron(cron));
            if (read.next(SOME_TIME).isEmpty()) {
                throw new IllegalArgumentException("it is never due");
            }
            return read;
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("cron: '" + text + "': " + wrong.getMessage() + RULE, wrong);
        }
    }

    /** The first due time after another; empty when there is none any more. */
    Optional<LocalDateTime> next(LocalDateTime after) {
        return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(next -> next.toLocalDateTime());
    }
}
