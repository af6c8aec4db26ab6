// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.tool.ToolException;
import dev.postern.core.memory.Memory;
import dev.postern.memory.internal.MemorySettings.PadLimits;

/**
 * What stands on a scratchpad at one time: what has expired is not there any more. Never changes.
 *
 * @param revision of the row
 * @param entries by key
 */
record Pad(long revision, Map<String, MemoryEntry> entries) {
    private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    Pad {
        entries = java.util.Collections.unmodifiableMap(new TreeMap<>(entries));
    }

    /** Reads a row as of a time; one that was erased is empty. */
    static Pad of(Optional<Memory> row, Instant at, Duration lifetime) {
        var entries = new TreeMap<String, MemoryEntry>();
        row.flatMap(memory -> memory.content().array("entries")).orElse(JsonArray.EMPTY).values().stream()
                .map(value -> entry((JsonObject) value, lifetime))
                .filter(entry -> entry.expiresAt().orElse(Instant.MAX).isAfter(at))
                .forEach(entry -> entries.put(entry.key(), entry));
        return new Pad(row.map(Memory::revision).orElse(0L), entries);
    }

    private static MemoryEntry entry(JsonObject entry, Duration lifetime) {
        var at = Instant.parse(entry.text("at").orElseThrow());
        return new MemoryEntry(entry.text("key").orElseThrow(), entry.text("text").orElseThrow(),
                Origins.read(entry.text("origin")), entry.text("by").orElse(""), at, Optional.of(at.plus(lifetime)),
                Optional.empty());
    }

    JsonObject content() {
        return JsonObject.builder().put("entries", new JsonArray(entries.values().stream()
                .<JsonValue>map(entry -> JsonObject.builder()
                        .put("key", entry.key())
                        .put("text", entry.text())
                        .put("origin", Origins.text(entry.origin()))
                        .put("by", entry.by())
                        .put("at", entry.at().toString())
                        .build())
                .toList())).build();
    }

    /**
     * This with one entry more, or another in its place.
     *
     * @throws ToolException {@code invalid_input}, {@code too_large} or {@code full}
     */
    Pad with(MemoryEntry entry, PadLimits limits) throws ToolException {
        if (!KEY.matcher(entry.key()).matches()) {
            throw new ToolException("invalid_input",
                    "key: is 1 to 64 of a-z, 0-9, '.', '_' and '-', the first a letter or"
                            + " digit");
        }
        long size = bytes(entry);
        if (size > limits.entryBytes()) {
            throw new ToolException("too_large", "the entry has " + size + " bytes, and the limit is "
                    + limits.entryBytes() + ": write less, or in several entries");
        }
        var then = new TreeMap<>(entries);
        then.put(entry.key(), entry);
        if (then.size() > limits.entries()) {
            throw full("it has " + entries.size() + " entries, and the limit is " + limits.entries());
        }
        long bytes = then.values().stream().mapToLong(Pad::bytes).sum();
        if (bytes > limits.bytes()) {
            throw full("it would hold " + bytes + " bytes, and the limit is " + limits.bytes());
        }
        return new Pad(revision, then);
    }

    Pad without(String key) {
        var then = new TreeMap<>(entries);
        then.remove(key);
        return new Pad(revision, then);
    }

    /** The newest entries that fit, by key; a key counts too. */
    List<MemoryEntry> newest(int characters) {
        var fitting = new TreeMap<String, MemoryEntry>();
        long left = characters;
        for (var entry : entries.values().stream()
                .sorted(Comparator.comparing(MemoryEntry::at).reversed().thenComparing(MemoryEntry::key)).toList()) {
            left -= entry.key().length() + entry.text().length();
            if (left < 0) {
                break;
            }
            fitting.put(entry.key(), entry);
        }
        return List.copyOf(fitting.values());
    }

    private static ToolException full(String why) {
        return new ToolException("full", "the scratchpad is full: " + why
                + "; delete what is not needed any more, or write over it");
    }

    private static long bytes(MemoryEntry entry) {
        return entry.key().getBytes(StandardCharsets.UTF_8).length
                + (long) entry.text().getBytes(StandardCharsets.UTF_8).length;
    }
}
