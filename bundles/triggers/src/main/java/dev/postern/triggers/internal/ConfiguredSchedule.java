// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.trigger.MissedRuns;
import dev.postern.api.trigger.TriggeredMessage;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** A schedule that an administrator wrote. */
@Component(service = ConfiguredSchedule.class, configurationPid = ScheduleConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ScheduleConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = ScheduleConfig.PID, attribute = "check=${@class}")
public final class ConfiguredSchedule {
    private static final int MAX_TEXT = 65_536;

    private final TimedTrigger trigger;

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public ConfiguredSchedule(ScheduleConfig config) {
        sized("text", String.valueOf(config.text()), MAX_TEXT);
        sized("thread", config.thread(), 256);
        sized("tenant", config.tenant(), 128);
        var message = new TriggeredMessage(config.thread(), List.of(new Part.Text(config.text(), Origin.PERSON)),
                JsonObject.EMPTY);
        trigger = new TimedTrigger(config.tenant(), TimedTrigger.name(String.valueOf(config.name())), Optional.empty(),
                Timetable.of(String.valueOf(config.cron()), config.zone()), missed(config.missed()),
                Optional.of(config.session()).filter(session -> !session.isBlank()), firing -> Optional.of(message));
    }

    private static void sized(String key, String value, int most) {
        if (value.isBlank() || value.length() > most) {
            throw new IllegalArgumentException(key + ": has 1 to " + most + " characters, not only blanks");
        }
    }

    private static MissedRuns missed(String value) {
        try {
            return MissedRuns.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("missed: must be skip, once or all, not '" + value + "'", none);
        }
    }

    TimedTrigger trigger() {
        return trigger;
    }
}
