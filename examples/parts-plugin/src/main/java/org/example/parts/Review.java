package org.example.parts;

import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.trigger.Firing;
import dev.postern.api.trigger.MissedRuns;
import dev.postern.api.trigger.Schedule;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.api.trigger.TriggeredMessage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A schedule: asks for a review of the week, every Friday afternoon, in a conversation for each week. */
@Component
@Schedule(name = "review", cron = "0 16 * * FRI", zone = "Europe/Berlin", missed = MissedRuns.ONCE)
public final class Review implements ScheduleTrigger {
    private static final DateTimeFormatter WEEK = DateTimeFormatter.ofPattern("YYYY-'W'ww");

    /** Made by Declarative Services. */
    @Activate
    public Review() {}

    @Override
    public Optional<TriggeredMessage> fire(Firing firing) {
        var week = WEEK.format(firing.due().atZone(firing.zone()));
        var text = "What happened in " + week + "?" + (firing.missed() > 0 ? " And in the weeks before it?" : "");
        return Optional.of(new TriggeredMessage(week, List.of(new Part.Text(text, Origin.PERSON)), JsonObject.EMPTY));
    }
}
