// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Limits of running tools; PID {@code dev.postern.toolrunner}. A change holds from the next call on. */
@ObjectClassDefinition(name = "Postern tool runner", description = "How many calls run, and how they are ended.")
public @interface ToolRunnerConfig {
    /** The configuration's PID. */
    String PID = "dev.postern.toolrunner";

    /** Calls at once. */
    @AttributeDefinition(name = "Calls at once",
            description = "Of all tools together; others wait until their deadline; 1 to 10,000", min = "1",
            max = "10000")
    int max_calls() default 256;

    /** How long a cancelled tool has. */
    @AttributeDefinition(name = "Grace",
            description = "Milliseconds that a cancelled tool has to end before it is abandoned; 10 to 60,000",
            min = "10", max = "60000")
    long grace_millis() default 2_000;

    /** When a tool is refused. */
    @AttributeDefinition(name = "Abandoned threads",
            description = "Threads of one tool that may run on after they were abandoned before the tool is refused; 1 to 64",
            min = "1", max = "64")
    int max_abandoned() default 4;

    /** How long a question stands. */
    @AttributeDefinition(name = "Approval expiry",
            description = "Seconds after which a call that nobody let run is denied, and an approval that was not used"
                    + " counts no more; 10 to 2,592,000",
            min = "10", max = "2592000")
    int approval_expiry_seconds() default 86_400;

    /** Whether nothing is executed. */
    @AttributeDefinition(name = "Dry run",
            description = "Whether no call of the whole gateway is executed: each is validated, judged and previewed")
    boolean dry_run() default false;
}
