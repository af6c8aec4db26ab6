// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.trigger.Firing;
import dev.postern.api.trigger.Schedule;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.triggers.internal.TimedTrigger;
import dev.postern.triggers.internal.Timetable;
import org.junit.jupiter.api.Test;

/**
 * What holds for every schedule, by the gateway's own reading of times. Extend it and give it the trigger; what it
 * {@linkplain #due says is due} can be held against a calendar.
 */
public abstract class ScheduleTriggerContract {
    private static final int TIMES = 3;

    /** A new trigger, as its component would be made. */
    protected abstract ScheduleTrigger trigger();

    /** The clock before the times that it is tried with. */
    protected Instant from() {
        return Instant.parse("2026-01-01T00:00:00Z");
    }

    /**
     * Its next due times.
     *
     * @param count how many
     */
    protected final List<Instant> due(int count) {
        var timetable = timetable();
        var due = new ArrayList<Instant>();
        var next = timetable.next(from());
        while (next.isPresent() && due.size() < count) {
            due.add(next.get());
            next = timetable.next(next.get());
        }
        return due;
    }

    /** Its name, expression, zone and policy are what the gateway takes. */
    @Test
    void isDueAtTimesThatTheGatewayReads() {
        try {
            TimedTrigger.name(String.valueOf(declared(Schedule.NAME)));
            Triggering.check(!due(1).isEmpty(), "it is never due after " + from());
        } catch (IllegalArgumentException wrong) {
            throw new AssertionError(wrong.getMessage(), wrong);
        }
    }

    /** What it says is a message that is accepted, in time. */
    @Test
    void saysWhatIsAcceptedAtEachDueTime() throws Exception {
        for (var due : due(TIMES)) {
            Triggering.within(() -> fire(new Firing(due, timetable().zone(), 0, false)))
                    .ifPresent(Triggering::accepted);
        }
    }

    /** After a crash, or when there was no room, it is asked for the same time again, perhaps by another instance. */
    @Test
    void canBeAskedForTheSameTimeAgain() throws Exception {
        var firing = new Firing(due(1).getFirst(), timetable().zone(), 0, false);
        var trigger = trigger();
        for (int again = 0; again < 2; again++) {
            Triggering.within(() -> trigger.fire(firing)).ifPresent(Triggering::accepted);
        }
        Triggering.within(() -> fire(firing)).ifPresent(Triggering::accepted);
    }

    /** Times that were missed come late, and several at once as one. */
    @Test
    void takesTimesThatWereMissedAndAHandThatFiresIt() throws Exception {
        var due = due(TIMES);
        Triggering.within(() -> fire(new Firing(due.getLast(), timetable().zone(), due.size() - 1, false)))
                .ifPresent(Triggering::accepted);
        Triggering.within(() -> fire(new Firing(from().plusSeconds(1), timetable().zone(), 0, true)))
                .ifPresent(Triggering::accepted);
    }

    private Optional<TriggeredMessage> fire(Firing firing) throws Exception {
        return trigger().fire(firing);
    }

    private Timetable timetable() {
        return Timetable.of(String.valueOf(declared(Schedule.CRON)), String.valueOf(declared(Schedule.ZONE)));
    }

    private Object declared(String property) {
        return Triggering.declared(trigger().getClass(), Schedule.class, property);
    }
}
