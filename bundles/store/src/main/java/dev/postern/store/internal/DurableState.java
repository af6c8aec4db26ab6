// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.List;

/**
 * How far the database has come, as readers may see it.
 *
 * @param txn the newest transaction that is durable; a row of a later one is not to be seen yet
 * @param position the newest durable position
 * @param prunedTo the position before the oldest record that is kept
 * @param segments the journal's segments, oldest first
 */
record DurableState(long txn, long position, long prunedTo, List<Segment> segments) {

    DurableState {
        segments = List.copyOf(segments);
    }

    /**
     * A table of the journal.
     *
     * @param period year and month, 202611
     * @param firstPosition of its first record
     */
    record Segment(int period, long firstPosition) {
        String table() {
            return table(period);
        }

        static String table(int period) {
            return "journal_" + period;
        }
    }
}
