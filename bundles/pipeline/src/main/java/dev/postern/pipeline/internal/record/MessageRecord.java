// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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

    /** What was accepted, among the records of a turn. */
    public static Optional<AcceptedTurn> find(List<JournalRecord> records) {
        return records.stream()
                .map(JournalRecord::entry)
                .filter(entry -> entry.type() == RecordType.MESSAGE_ACCEPTED)
                .findFirst()
                .map(MessageRecord::read);
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
                entry.at());
    }
}
