// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.core.audit.AuditHead;

/** The durable end of each chain: set by the committing thread, read by all. */
final class AuditHeads {
    private static final String NEWEST = "select chain, last_seq, last_hash from audit a where last_seq ="
            + " (select max(last_seq) from audit b where b.chain = a.chain)";

    private final Map<String, AuditHead> heads = new ConcurrentHashMap<>();

    static AuditHeads read(Connection connection) throws SQLException {
        var read = new AuditHeads();
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(NEWEST)) {
            while (rows.next()) {
                read.set(new AuditHead(rows.getString(1), rows.getLong(2), rows.getString(3)));
            }
        }
        return read;
    }

    AuditHead head(String chain) {
        var head = heads.get(chain);
        return head == null ? AuditHead.empty(chain) : head;
    }

    void set(AuditHead head) {
        heads.put(head.chain(), head);
    }

    List<String> chains() {
        return heads.keySet().stream().sorted().toList();
    }
}
