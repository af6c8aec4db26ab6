// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.trigger;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** Says when a {@link ScheduleTrigger} is due. */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Schedule {
    /** Component properties begin with this. */
    String PREFIX_ = "postern.schedule.";

    /** The service property that names the trigger. */
    String NAME = "postern.schedule.name";

    /** The service property with the cron expression. */
    String CRON = "postern.schedule.cron";

    /** The service property with the time zone. */
    String ZONE = "postern.schedule.zone";

    /** The service property that says what becomes of missed times. */
    String MISSED = "postern.schedule.missed";

    /** The trigger's name, unique in its plugin: {@code [a-z0-9][a-z0-9-]{0,59}}. What is on record of it goes by it. */
    String name();

    /**
     * When it is due: {@code minute hour day-of-month month day-of-week}, each {@code *}, a number, a range {@code a-b}, a
     * list {@code a,b}, or steps {@code *}{@code /n} and {@code a-b/n}; months and days also by their first three letters, and
     * Sunday is 0 and 7. When both days are given, either is enough.
     */
    String cron();

    /**
     * The time zone that the expression is read in, by its IANA name. A time that does not exist on a day is due at the end
     * of the gap, one that exists twice is due the first time; with {@code *} for the hour each minute that passes counts.
     */
    String zone() default "UTC";

    /** What becomes of times that passed while the gateway was down or the plugin was away. */
    MissedRuns missed() default MissedRuns.SKIP;
}
