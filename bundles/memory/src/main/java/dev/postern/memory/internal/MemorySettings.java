// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Duration;

/**
 * What is configured.
 *
 * @param pad limits of scratchpads
 * @param summary how summaries are made
 */
record MemorySettings(PadLimits pad, SummaryRule summary) {

    /**
     * How much a scratchpad holds.
     *
     * @param entries at most
     * @param entryBytes of one entry, key and text
     * @param bytes of all entries
     * @param lifetime of an entry since it was written
     * @param shownCharacters that planners see unasked
     */
    record PadLimits(int entries, int entryBytes, int bytes, Duration lifetime, int shownCharacters) {}

    /**
     * How summaries are made.
     *
     * @param turns that are taken up at once; 0 for no summaries
     * @param tokens of these, upon which they are taken up earlier
     * @param keep newest turns that are left as they are
     * @param characters of a summary
     * @param parallel made at once
     */
    record SummaryRule(int turns, int tokens, int keep, int characters, int parallel) {}

    /** Reads them; says which is wrong, and the rule. */
    static MemorySettings of(MemoryConfig config) {
        return new MemorySettings(
                new PadLimits(
                        within("scratchpad.entries", config.scratchpad_entries(), 1, 1_000),
                        within("scratchpad.entry.bytes", config.scratchpad_entry_bytes(), 64, 65_536),
                        within("scratchpad.bytes", config.scratchpad_bytes(), 64, 1_048_576),
                        Duration.ofSeconds(within("scratchpad.seconds", config.scratchpad_seconds(), 1, 31_536_000)),
                        within("scratchpad.shown.characters", config.scratchpad_shown_characters(), 0, 100_000)),
                new SummaryRule(
                        within("summary.turns", config.summary_turns(), 0, 100),
                        within("summary.tokens", config.summary_tokens(), 100, 1_000_000),
                        within("summary.keep.turns", config.summary_keep_turns(), 0, 100),
                        within("summary.characters", config.summary_characters(), 200, 100_000),
                        within("summary.parallel", config.summary_parallel(), 1, 100)));
    }

    private static int within(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(setting + ": is " + least + " to " + most + ", and not " + value);
        }
        return value;
    }
}
