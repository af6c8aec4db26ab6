// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

/**
 * A durable record.
 *
 * @param position its place in the order of all records, from 1, given in commit order; gaps may occur
 * @param entry what it says
 */
public record JournalRecord(long position, Entry entry) {

    /** The opaque cursor that clients keep. */
    public String cursor() {
        return Cursor.of(position);
    }
}
