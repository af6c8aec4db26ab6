package org.example.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;

import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.testkit.ScheduleTriggerContract;
import org.junit.jupiter.api.Test;

/** What holds for every schedule, and when this one is due. */
class ReviewTest extends ScheduleTriggerContract {
    @Override
    protected ScheduleTrigger trigger() {
        return new Review();
    }

    @Override
    protected Instant from() {
        return Instant.parse("2026-03-20T12:00:00Z");
    }

    @Test
    void isDueAtFourInTheAfternoonInWinterAndInSummer() {
        assertEquals(List.of(Instant.parse("2026-03-20T15:00:00Z"), Instant.parse("2026-03-27T15:00:00Z"),
                Instant.parse("2026-04-03T14:00:00Z")), due(3));
    }
}
