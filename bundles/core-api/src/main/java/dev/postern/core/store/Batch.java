// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.util.List;

/**
 * Changes that become durable together or not at all.
 *
 * @param writes in order
 */
public record Batch(List<Write> writes) {

    /** Copies the writes. */
    public Batch {
        writes = List.copyOf(writes);
    }

    /** A batch of these writes. */
    public static Batch of(Write... writes) {
        return new Batch(List.of(writes));
    }
}
