// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of scratchpads and summaries. */
@ObjectClassDefinition(name = "Postern memory",
        description = "What sessions remember, how much and how long; a change holds at once, for what is kept by now too")
public @interface MemoryConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.memory";

    @AttributeDefinition(description = "Entries of a session's scratchpad at most, 1 to 1000", min = "1", max = "1000")
    int scratchpad_entries() default 64;

    @AttributeDefinition(description = "Bytes of one entry, key and text as UTF-8, 64 to 65536", min = "64",
            max = "65536")
    int scratchpad_entry_bytes() default 8_192;

    @AttributeDefinition(description = "Bytes of all entries of a scratchpad, 64 to 1048576", min = "64",
            max = "1048576")
    int scratchpad_bytes() default 65_536;

    @AttributeDefinition(
            description = "Seconds after which an entry that was not written again is there no more, 1 to 31536000",
            min = "1", max = "31536000")
    int scratchpad_seconds() default 86_400;

    @AttributeDefinition(
            description = "Characters of a scratchpad that planners see without asking for them, the newest entries first,"
                    + " 0 to 100000",
            min = "0", max = "100000")
    int scratchpad_shown_characters() default 4_000;

    @AttributeDefinition(
            description = "Finished turns after which the summary takes them up, 1 to 100; 0 makes no summaries",
            min = "0",
            max = "100")
    int summary_turns() default 8;

    @AttributeDefinition(
            description = "Tokens of these turns, by an estimate, upon which it takes them up earlier, 100 to 1000000",
            min = "100", max = "1000000")
    int summary_tokens() default 4_000;

    @AttributeDefinition(description = "Newest turns that the summary leaves as they are, 0 to 100", min = "0",
            max = "100")
    int summary_keep_turns() default 4;

    @AttributeDefinition(description = "Characters of a summary at most, 200 to 100000", min = "200", max = "100000")
    int summary_characters() default 4_000;

    @AttributeDefinition(description = "Summaries that are made at once, 1 to 100; holds from the next start",
            min = "1",
            max = "100")
    int summary_parallel() default 2;
}
