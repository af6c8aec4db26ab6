// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import org.jspecify.annotations.Nullable;

/**
 * A row of the journal before it has its positions: consecutive records of a batch that share tenant, session and turn.
 * Packing them costs the writer a fifth of a row for each.
 *
 * @param first the first record's index in its batch
 * @param last the last one's
 */
record Run(
        int first,
        int last,
        String tenant,
        @Nullable String session,
        @Nullable String turn,
        byte[] meta,
        byte[] payload,
        byte @Nullable [] replay) {

    int bytes() {
        return meta.length + payload.length + (replay == null ? 0 : replay.length);
    }
}
