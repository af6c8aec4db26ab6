// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.pipeline.NormalizedMessage;
import dev.postern.core.pipeline.Route;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;

/** {@code message.accepted}: the normalized message, its route, and the stages that made them. */
public final class MessageRecord {
    private MessageRecord() {}

    /**
     * The record.
     *
     * @param turn what was accepted
     * @param route where it went
     * @param stages the bundles of ingest, normalize and route by the stage's name
     */
    public static Entry write(AcceptedTurn turn, Route route, JsonObject stages) {
        var message = turn.message();
        var meta = JsonObject.builder()
                .put("message", turn.messages().getFirst())
                .put("surface", message.surface())
                .put("peer", message.peer())
                .put("thread", message.thread())
                .put("at", Times.text(message.at()))
                .put("dedupeKey", message.dedupeKey())
                .put("principal", PrincipalCodec.write(turn.principal()))
                .put("route", route(route))
                .put("stages", stages)
                .put("traceparent", turn.traceparent());
        if (turn.dryRun()) {
            meta.put("dryRun", true);
        }
        var payload = JsonObject.builder()
                .put("author", message.author())
                .put("parts", PartCodec.write(message.parts()))
                .put("surfaceMetadata", message.surfaceMetadata());
        if (!message.before().isEmpty()) {
            payload.put("before", ExchangeCodec.write(message.before()));
        }
        return new Entry(RecordType.MESSAGE_ACCEPTED, turn.tenant(), turn.session(), turn.id(), null, turn.at(),
                meta.build(), payload.build(), JsonObject.EMPTY);
    }

    private static JsonObject route(Route route) {
        return JsonObject.builder()
                .put("session", route.session().id())
                .put("workspace", route.session().workspace())
                .put("revision", route.session().revision())
                .put("created", !route.opening().isEmpty())
                .build();
    }

    /**
     * What a turn begins from, by its records: of several messages what all say, with the rest as the last has it, since that
     * is what a reply answers.
     */
    public static Optional<AcceptedTurn> find(List<JournalRecord> records) {
        var all = all(records);
        if (all.size() < 2) {
            return all.stream().findFirst();
        }
        var first = all.getFirst();
        var last = all.getLast().message();
        var message = new NormalizedMessage(last.tenant(), last.peer(), last.thread(), last.author(),
                all.stream().flatMap(one -> one.message().parts().stream()).toList(), last.at(), last.surface(),
                last.surfaceMetadata(), last.dedupeKey(), last.before());
        return Optional.of(new AcceptedTurn(first.id(), first.session(), message, first.principal(),
                first.traceparent(), first.dryRun(), first.at(),
                all.stream().flatMap(one -> one.messages().stream()).toList()));
    }

    /** The messages of a turn, in order; once it began, those that it began with. */
    public static List<AcceptedTurn> all(List<JournalRecord> records) {
        var taken = records.stream().map(JournalRecord::entry)
                .filter(entry -> entry.type() == RecordType.TURN_STARTED)
                .findFirst()
                .flatMap(entry -> entry.meta().array("messages"))
                .map(JsonArray::strings);
        return records.stream()
                .map(JournalRecord::entry)
                .filter(entry -> entry.type() == RecordType.MESSAGE_ACCEPTED)
                .map(MessageRecord::read)
                .filter(one -> taken.isEmpty() || taken.get().containsAll(one.messages()))
                .toList();
    }

    private static AcceptedTurn read(Entry entry) {
        var meta = entry.meta();
        var payload = entry.payload();
        var message = new NormalizedMessage(
                entry.tenant(),
                meta.text("peer").orElseThrow(),
                meta.text("thread").orElseThrow(),
                payload.text("author").orElse(""),
                payload.array("parts").map(PartCodec::read).orElse(List.of()),
                meta.text("at").map(Instant::parse).orElseThrow(),
                meta.text("surface").orElseThrow(),
                payload.object("surfaceMetadata").orElse(JsonObject.EMPTY),
                meta.text("dedupeKey").orElse(""),
                payload.array("before").map(ExchangeCodec::read).orElse(List.of()));
        return new AcceptedTurn(
                Objects.requireNonNull(entry.turn()),
                Objects.requireNonNull(entry.session()),
                message,
                PrincipalCodec.read(entry.tenant(), meta.object("principal").orElseThrow()),
                meta.text("traceparent"),
                meta.bool("dryRun").orElse(false),
                entry.at(),
                List.of(meta.text("message").orElseGet(() -> id(Objects.requireNonNull(entry.turn())))));
    }

    /** The id of a turn's first message: told by the turn's, also where the record has none yet. */
    public static String id(String turn) {
        return "m_" + turn.substring(turn.indexOf('_') + 1);
    }
}
