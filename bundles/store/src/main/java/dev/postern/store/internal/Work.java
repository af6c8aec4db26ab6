// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** What the committing thread does. */
sealed interface Work permits PreparedBatch, Work.Upkeep {

    /** How much of the queue it takes. */
    long bytes();

    /** Something in a transaction of its own, between groups: only one thread ever writes. */
    @FunctionalInterface
    non-sealed interface Upkeep extends Work {
        void run(Connection connection) throws SQLException;

        @Override
        default long bytes() {
            return 0;
        }
    }
}
