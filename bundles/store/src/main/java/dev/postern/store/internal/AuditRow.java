// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

/**
 * A row of the audit table: records of one chain that were committed together, a line each.
 *
 * @param chain which chain
 * @param firstSeq the first record's number
 * @param lastSeq the last one's
 * @param firstAt when the first happened, in ms since 1970
 * @param lastAt when the last did
 * @param lastHash the last record's hash
 * @param lines their texts, in UTF-8
 */
record AuditRow(
        String chain, long firstSeq, long lastSeq, long firstAt, long lastAt, String lastHash, byte[] lines) {}
