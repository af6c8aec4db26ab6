// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes what the embedded database of a gateway that does not run holds, as whoever can write its files may. */
public final class Tampering {
    private Tampering() {}

    /** Changes the row of an id, JSON text; whatever table of rows it is. */
    public static void row(Path home, String table, String id, UnaryOperator<String> change) throws Exception {
        change(home, connection -> List.of(new Cells(table, "body", "id")), id, change);
    }

    /** Changes the contents of a turn's records, JSON text with a line a record. */
    public static void records(Path home, String turn, UnaryOperator<String> change) throws Exception {
        change(home, Tampering::segments, turn, change);
    }

    private static List<Cells> segments(Connection connection) throws Exception {
        var found = new ArrayList<Cells>();
        try (var tables = connection.getMetaData().getTables(null, null, "JOURNAL%", null)) {
            while (tables.next()) {
                found.add(new Cells(tables.getString("TABLE_NAME"), "payload", "turn"));
            }
        }
        return found;
    }

    private static void change(Path home, Place place, String key, UnaryOperator<String> change) throws Exception {
        var database = Databases.derby(home);
        int changed = 0;
        try (var sql = database.writer()) {
            for (var cells : place.in(sql.connection())) {
                changed += cells.change(sql.connection(), key, change);
            }
            sql.connection().commit();
        } finally {
            database.close();
        }
        if (changed == 0) {
            throw new IllegalArgumentException("nothing of " + key + " is another thing now");
        }
    }

    private interface Place {
        List<Cells> in(Connection connection) throws Exception;
    }

    /** A column of bytes in the rows that a key selects. */
    private record Cells(String table, String column, String keyColumn) {
        int change(Connection connection, String key, UnaryOperator<String> change) throws Exception {
            int changed = 0;
            try (var select = connection.prepareStatement(
                    "select " + column + " from " + table + " where " + keyColumn + " = ?",
                    ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)) {
                select.setString(1, key);
                try (var rows = select.executeQuery()) {
                    while (rows.next()) {
                        var before = new String(rows.getBytes(1), StandardCharsets.UTF_8);
                        var after = change.apply(before);
                        if (!after.equals(before)) {
                            rows.updateBytes(1, after.getBytes(StandardCharsets.UTF_8));
                            rows.updateRow();
                            changed++;
                        }
                    }
                }
            }
            return changed;
        }
    }
}
