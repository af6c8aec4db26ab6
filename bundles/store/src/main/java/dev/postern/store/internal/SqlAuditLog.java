// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.postern.core.audit.AuditHead;
import dev.postern.core.audit.AuditLog;
import dev.postern.core.audit.AuditRecord;

/** Reads the chains up to their durable ends: below these nothing changes, so no lock is needed. */
final class SqlAuditLog implements AuditLog {
    private static final int MAX_LIMIT = 10_000;
    private static final String AFTER = "select first_seq, lines from audit" + Dialect.hint("constraint=audit_pk")
            + " where chain = ? and last_seq > ?"
            + " and last_seq <= ? order by chain, last_seq";
    private static final String BEFORE = "select first_seq from audit" + Dialect.hint("index=audit_time")
            + " where chain = ? and last_at >= ?"
            + " and last_seq <= ? order by chain, last_at";

    private final AuditHeads heads;
    private final ReadPool readers;

    SqlAuditLog(AuditHeads heads, ReadPool readers) {
        this.heads = heads;
        this.readers = readers;
    }

    @Override
    public List<String> chains() {
        return heads.chains();
    }

    @Override
    public AuditHead head(String chain) {
        return heads.head(chain);
    }

    @Override
    public List<AuditRecord> after(String chain, long seq, int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIMIT);
        }
        if (!Key.possible(chain)) {
            return List.of();
        }
        return readers.read(sql -> {
            var statement = sql.prepare(AFTER);
            statement.setString(1, chain);
            statement.setLong(2, seq);
            statement.setLong(3, heads.head(chain).seq());
            // each row holds at least one record
            statement.setMaxRows(limit);
            statement.setFetchSize(Math.min(64, limit));
            var found = new ArrayList<AuditRecord>();
            try (var rows = statement.executeQuery()) {
                while (found.size() < limit && rows.next()) {
                    long number = rows.getLong(1);
                    for (var line : lines(rows.getBytes(2))) {
                        if (number > seq && found.size() < limit) {
                            found.add(new AuditRecord(number, line));
                        }
                        number++;
                    }
                }
            }
            return found;
        });
    }

    @Override
    public long before(String chain, Instant time) {
        if (!Key.possible(chain)) {
            return 0;
        }
        return readers.read(sql -> {
            var head = heads.head(chain);
            var statement = sql.prepare(BEFORE);
            statement.setString(1, chain);
            statement.setLong(2, time.toEpochMilli());
            statement.setLong(3, head.seq());
            statement.setMaxRows(1);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) - 1 : head.seq();
            }
        });
    }

    private static String[] lines(byte[] column) {
        return new String(column, StandardCharsets.UTF_8).split("\n");
    }
}
