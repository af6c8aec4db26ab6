// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.turn.Turn;

/**
 * What was said and done in a finished turn, by its records.
 *
 * @param turn its id
 * @param said what was said, of all its messages
 * @param calls the tools it called, each with how that ended
 * @param reply what was answered, empty for nothing
 * @param origin the worst of what its reply was made of
 * @param first the position of its first record
 * @param last the position of its last record
 */
record TurnText(String turn, String said, List<String> calls, String reply, Origin origin, long first, long last) {
    /** The types of the records that it is made of, but for its positions. */
    static final Set<RecordType> TOLD = EnumSet.of(RecordType.MESSAGE_ACCEPTED, RecordType.TOOL_FINISHED,
            RecordType.DECIDE_FINISHED, RecordType.DECIDE_STEERED);
    /** Few languages have fewer characters to a token. */
    private static final int CHARACTERS_OF_A_TOKEN = 3;

    TurnText {
        calls = List.copyOf(calls);
    }

    /** Of records that are kept; empty when they are not any more, or were erased. */
    static Optional<TurnText> of(Turn turn, List<JournalRecord> records) {
        var messages = new ArrayList<String>();
        var calls = new ArrayList<String>();
        var origin = Optional.<String>empty();
        for (var record : records) {
            var entry = record.entry();
            switch (entry.type()) {
                // what was said to it while it ran stands in its own records, too
                case MESSAGE_ACCEPTED, DECIDE_STEERED -> message(entry).ifPresent(messages::add);
                case TOOL_FINISHED -> calls.add(entry.meta().text("tool").orElse("a tool") + " ("
                        + entry.meta().text("state").orElse("ended") + ")");
                case DECIDE_FINISHED -> origin = entry.meta().text("origin");
                default -> {
                    // tells nothing that a summary needs
                }
            }
        }
        return messages.isEmpty()
                ? Optional.empty()
                : Optional.of(new TurnText(turn.id(), String.join("\n", messages), calls, turn.reply().orElse(""),
                        Origins.read(origin), records.getFirst().position(), records.getLast().position()));
    }

    private static Optional<String> message(Entry entry) {
        return entry.payload().bool("erased").orElse(false)
                ? Optional.empty()
                : Optional.of(entry.payload().array("parts").orElse(JsonArray.EMPTY).values().stream()
                        .map(part -> part((JsonObject) part)).collect(Collectors.joining("\n")));
    }

    private static String part(JsonObject part) {
        return part.text("text").orElseGet(() -> "[attached: " + part.text("name").filter(name -> !name.isEmpty())
                .orElse("a file") + "]");
    }

    /** An estimate. */
    long tokens() {
        return (said.length() + reply.length()) / CHARACTERS_OF_A_TOKEN;
    }

    /** Whether a record tells that a turn has ended. */
    static boolean ends(RecordType type) {
        return type == RecordType.TURN_FINISHED || type == RecordType.TURN_FAILED || type == RecordType.TURN_CANCELLED;
    }
}
