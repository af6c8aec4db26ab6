// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Something that is said at certain times. */
@ObjectClassDefinition(name = "Postern schedule",
        description = "Says a text at certain times, as somebody who writes it would.")
public @interface ScheduleConfig {
    /** Where schedules lie in Configuration Admin; one configuration each. */
    String PID = "dev.postern.triggers.schedule";

    @AttributeDefinition(
            description = "Its name, of a-z, 0-9 and -; what is on record goes by it, and it speaks as the peer"
                    + " trigger/{name}")
    String name();

    @AttributeDefinition(description = "When: minute hour day-of-month month day-of-week")
    String cron();

    @AttributeDefinition(description = "The time zone of that, by its IANA name")
    String zone() default "UTC";

    @AttributeDefinition(
            description = "What becomes of times at which the gateway was down: skip, they are passed over; once,"
                    + " one run for all of them; all, each is run, of many the newest 24",
            options = {@Option("skip"),
                @Option("once"), @Option("all")})
    String missed() default "skip";

    @AttributeDefinition(description = "What it says")
    String text();

    @AttributeDefinition(description = "The conversation of its own that it says it in")
    String thread() default "main";

    @AttributeDefinition(
            description = "The id of a session that it says it in instead, whose surface gets the reply; empty for"
                    + " its own")
    String session() default "";

    @AttributeDefinition(description = "The tenant whose it is")
    String tenant() default "default";
}
