// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;

/**
 * A table of rows, all of one shape: tenant, id, what is searched for, the row as JSON, the transaction that wrote it.
 *
 * @param <T> what a row is
 */
final class Table<T extends Record> {
    private final String name;
    private final Class<T> type;
    private final List<Column<T>> columns;
    private final Json json;

    Table(Json json, String name, Class<T> type, List<Column<T>> columns) {
        this.json = json;
        this.name = name;
        this.type = type;
        this.columns = List.copyOf(columns);
    }

    String name() {
        return name;
    }

    List<Column<T>> columns() {
        return columns;
    }

    Key key(String tenant, String id) {
        return new Key(name, tenant, id);
    }

    /** @throws IllegalArgumentException for what could not be read again */
    byte[] encode(T row) {
        var object = json.write(row);
        Readable.check(object);
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }

    T decode(byte[] body) {
        try {
            if (json.parse(body) instanceof JsonObject object) {
                return json.read(object, type);
            }
        } catch (JsonException e) {
            throw new IllegalStateException("a row of " + name + " cannot be read: " + e.getMessage(), e);
        }
        throw new IllegalStateException("a row of " + name + " is no JSON object");
    }

    String select() {
        return "select body, txn from " + name + " where tenant = ? and id = ?";
    }

    /** Parameters: the columns, body, txn, tenant, id. */
    String insert() {
        return "insert into " + name + " (" + each("", ", ") + "body, txn, tenant, id) values ("
                + "?, ".repeat(columns.size()) + "?, ?, ?, ?)";
    }

    /** The same parameters as {@link #insert()}. */
    String update() {
        return "update " + name + " set " + each(" = ?", ", ") + "body = ?, txn = ? where tenant = ? and id = ?";
    }

    private String each(String suffix, String separator) {
        return columns.stream().map(column -> column.name() + suffix + separator).collect(Collectors.joining());
    }

    /**
     * A column of its own for something in the row, because it is searched for.
     *
     * @param name the column's name
     * @param value a {@code String}, {@code Long} or {@code Short}
     */
    record Column<T>(String name, Function<T, Object> value) {}
}
