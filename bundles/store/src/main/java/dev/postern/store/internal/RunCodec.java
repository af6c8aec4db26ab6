// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * Packs entries into runs and back. A run's columns have a line a record: JSON text contains no line break, and a line
 * by itself is nested no deeper than what it came from. The lines of {@code meta} begin with type, time and call,
 * separated by tabs.
 */
final class RunCodec {
    private static final Set<RecordType> EVERY = EnumSet.allOf(RecordType.class);

    private final Json json;

    RunCodec(Json json) {
        this.json = json;
    }

    /** @throws IllegalArgumentException for what could not be read again */
    List<Run> pack(List<Entry> entries) {
        var runs = new ArrayList<Run>();
        int first = 0;
        for (int i = 1; i <= entries.size(); i++) {
            if (i == entries.size() || !together(entries.get(first), entries.get(i))) {
                runs.add(run(entries, first, i - 1));
                first = i;
            }
        }
        return runs;
    }

    private static boolean together(Entry one, Entry other) {
        return one.tenant().equals(other.tenant()) && Objects.equals(one.session(), other.session())
                && Objects.equals(one.turn(), other.turn());
    }

    private static Run run(List<Entry> entries, int first, int last) {
        var meta = new StringBuilder();
        var payload = new StringBuilder();
        var replay = new StringBuilder();
        boolean replays = false;
        for (var entry : entries.subList(first, last + 1)) {
            Readable.check(entry.meta());
            Readable.check(entry.payload());
            Readable.check(entry.replay());
            meta.append(entry.type().topic()).append('\t').append(entry.at().toEpochMilli()).append('\t')
                    .append(entry.call() == null ? "" : entry.call()).append('\t').append(entry.meta()).append('\n');
            payload.append(entry.payload()).append('\n');
            replay.append(entry.replay()).append('\n');
            replays |= !entry.replay().members().isEmpty();
        }
        var shared = entries.get(first);
        return new Run(first, last, shared.tenant(), shared.session(), shared.turn(), bytes(meta), bytes(payload),
                replays ? bytes(replay) : null);
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The records of a row whose first one has the position. */
    List<JournalRecord> unpack(Run run, long firstPosition) {
        return unpack(run, firstPosition, EVERY);
    }

    /** Of these, those of the types; others are not read. */
    List<JournalRecord> unpack(Run run, long firstPosition, Set<RecordType> types) {
        var metas = lines(run.meta());
        var payloads = lines(run.payload());
        var replays = run.replay() == null ? null : lines(run.replay());
        var records = new ArrayList<JournalRecord>(metas.length);
        for (int i = 0; i < metas.length; i++) {
            long position = firstPosition + i;
            var fields = metas[i].split("\t", 4);
            var type = RecordType.of(fields[0])
                    .orElseThrow(() -> new IllegalStateException("the journal has a record of an unknown type, "
                            + fields[0] + ", at " + position + ": it was written by a newer version"));
            if (!types.contains(type)) {
                continue;
            }
            var replay = replays == null ? JsonObject.EMPTY : object(replays[i], position);
            records.add(new JournalRecord(position, new Entry(type, run.tenant(), run.session(), run.turn(),
                    emptyToNull(fields[2]), Instant.ofEpochMilli(Long.parseLong(fields[1])),
                    object(fields[3], position), object(payloads[i], position), replay)));
        }
        return records;
    }

    private static String[] lines(byte[] column) {
        return new String(column, StandardCharsets.UTF_8).split("\n");
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private JsonObject object(String line, long position) {
        if (line.equals("{}")) {
            return JsonObject.EMPTY;
        }
        try {
            return (JsonObject) json.parse(line);
        } catch (JsonException | ClassCastException e) {
            throw new IllegalStateException("the journal's record " + position + " cannot be read: " + e.getMessage(),
                    e);
        }
    }
}
