// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The limits of turns and deliveries. */
@ObjectClassDefinition(name = "Postern pipeline",
        description = "Limits of turns and of deliveries; a change holds from the next turn on")
@interface PipelineConfig {
    /** Turns at once. */
    @AttributeDefinition(name = "Running turns", description = "Turns that run at once, 1 to 100000", min = "1",
            max = "100000")
    int max_running() default 256;

    /** Messages that wait. */
    @AttributeDefinition(name = "Waiting messages",
            description = "Messages of all sessions that may wait, 1 to 1000000", min = "1", max = "1000000")
    int max_waiting() default 10_000;

    /** The planner. */
    @AttributeDefinition(name = "Planner", description = "The planner of sessions that name none")
    String planner() default "rules";

    /** Steps of a turn. */
    @AttributeDefinition(name = "Steps", description = "Steps that call tools in one turn, 1 to 1000", min = "1",
            max = "1000")
    int max_steps() default 32;

    /** Time of a turn. */
    @AttributeDefinition(name = "Turn seconds", description = "Seconds that a turn may run, 1 to 86400", min = "1",
            max = "86400")
    int max_turn_seconds() default 600;

    /** Equal calls of a turn. */
    @AttributeDefinition(name = "Identical calls",
            description = "Calls of one tool with one input in one turn, 1 to 1000", min = "1", max = "1000")
    int max_identical_calls() default 3;

    /** How long records wait. */
    @AttributeDefinition(name = "Ride milliseconds",
            description = "Milliseconds that records of a running turn wait for a commit at most, 10 to 60000",
            min = "10", max = "60000")
    int ride_ms() default 1_000;

    /** How long running turns may go on at a stop. */
    @AttributeDefinition(name = "Drain seconds",
            description = "Seconds that running turns may go on when the gateway stops, 0 to 600", min = "0",
            max = "600")
    int drain_seconds() default 10;

    /** Tries of a delivery. */
    @AttributeDefinition(name = "Delivery tries", description = "Tries to deliver a reply, 1 to 100000", min = "1",
            max = "100000")
    int delivery_attempts() default 1_000;

    /** Time of a delivery. */
    @AttributeDefinition(name = "Delivery hours", description = "Hours that a reply is tried, 1 to 720", min = "1",
            max = "720")
    int delivery_hours() default 24;

    /** The first wait. */
    @AttributeDefinition(name = "First retry",
            description = "Milliseconds before the second try; the wait doubles from try to try, 10 to 60000",
            min = "10", max = "60000")
    int delivery_first_retry_ms() default 1_000;

    /** The longest wait. */
    @AttributeDefinition(name = "Longest retry", description = "Seconds between two tries at most, 1 to 86400",
            min = "1", max = "86400")
    int delivery_longest_retry_seconds() default 300;

    /** Time of a try. */
    @AttributeDefinition(name = "Delivery timeout", description = "Seconds that one try may take, 1 to 600", min = "1",
            max = "600")
    int delivery_timeout_seconds() default 60;

    /** Deliveries at once. */
    @AttributeDefinition(name = "Deliveries", description = "Deliveries at once, 1 to 10000; holds from the next start",
            min = "1", max = "10000")
    int delivery_parallel() default 64;

    /** The quiet time of collected messages. */
    @AttributeDefinition(name = "Collect: quiet",
            description = "Milliseconds without a message before a turn begins that"
                    + " collects them, 0 to 60000; sessions may say otherwise",
            min = "0", max = "60000")
    int collect_quiet_ms() default 500;

    /** Messages of a turn. */
    @AttributeDefinition(name = "Collect: messages",
            description = "Messages that one turn collects, 1 to 100; sessions may say otherwise", min = "1",
            max = "100")
    int collect_max_messages() default 20;

    /** Text of a turn. */
    @AttributeDefinition(name = "Collect: bytes", description = "Text that one turn collects, in bytes of UTF-8, 1 to"
            + " 1048576; sessions may say otherwise", min = "1", max = "1048576")
    int collect_max_bytes() default 262_144;

    /** The age of collected messages. */
    @AttributeDefinition(name = "Collect: age", description = "Milliseconds that the first message waits for others at"
            + " most, 0 to 600000; sessions may say otherwise", min = "0", max = "600000")
    int collect_max_age_ms() default 10_000;
}
