// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;

/**
 * What an operator says of a call in doubt.
 *
 * @param outcome what is true, or to be done
 * @param by who says so
 * @param at when
 * @param note why; may be empty
 */
public record Resolution(Outcome outcome, String by, Instant at, String note) {
    /** The code of a call that was given up. */
    public static final String ABANDONED = "abandoned";

    /** What becomes of a call in doubt. */
    public enum Outcome {
        /** It happened. */
        DONE,
        /** It is made again under the same idempotency key, judged and asked for like any other. */
        RETRY,
        /** It is given up, whether it happened or not. */
        ABANDON;

        /** Where a call stands after it. */
        public Call.State state() {
            return switch (this) {
                case DONE -> Call.State.FINISHED;
                case RETRY -> Call.State.REQUESTED;
                case ABANDON -> Call.State.FAILED;
            };
        }
    }

    /** What was said of a call, by its record. */
    public static Resolution of(Entry resolved) {
        return new Resolution(
                Outcome.valueOf(resolved.meta().text("outcome").orElseThrow().toUpperCase(Locale.ROOT)),
                resolved.meta().text("by").orElseThrow(),
                resolved.at(),
                resolved.payload().text("note").orElse(""));
    }

    /** The outcome, as records and the wire have it. */
    public String said() {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /** The writes that make it so, for a call as its row is. */
    public List<Write> writes(Call call) {
        var resolved = entry(RecordType.TOOL_RESOLVED, call,
                meta(call).put("outcome", said()).put("by", by).build(), JsonObject.of("note", note));
        return switch (outcome) {
            case DONE -> {
                var output = JsonObject.builder().put("resolved", said()).put("by", by).put("note", note).build();
                yield List.of(new Write.Append(resolved),
                        new Write.Append(entry(RecordType.TOOL_FINISHED, call,
                                meta(call).put("state", "finished").put("by", by).build(),
                                JsonObject.builder().put("output", output).build())),
                        new Write.PutCall(after(call, Optional.of(output), Optional.empty(), Optional.of(at))));
            }
            case RETRY -> List.of(new Write.Append(resolved),
                    new Write.PutCall(after(call, Optional.empty(), Optional.empty(), Optional.empty())));
            case ABANDON -> {
                var why = new Call.Failure(ErrorCode.PRECONDITION_FAILED.code(), Optional.of(ABANDONED),
                        by + " gave the call up, which may have happened" + (note.isEmpty() ? "" : ": " + note), false);
                yield List.of(new Write.Append(resolved),
                        new Write.Append(entry(RecordType.TOOL_FINISHED, call,
                                meta(call).put("state", "failed").put("code", ABANDONED).put("by", by).build(),
                                JsonObject.of("message", why.message()))),
                        new Write.PutCall(after(call, Optional.empty(), Optional.of(why), Optional.of(at))));
            }
        };
    }

    private Call after(Call call, Optional<JsonObject> output, Optional<Call.Failure> error, Optional<Instant> ended) {
        return new Call(call.id(), call.tenant(), call.session(), call.turn(), call.principal(), call.tool(),
                call.version(), call.bundle(), outcome.state(), call.attempt(), call.input(), output, error,
                call.approval(),
                call.requestedAt(), ended);
    }

    private static JsonObject.Builder meta(Call call) {
        return JsonObject.builder().put("tool", call.tool()).put("principal", call.principal())
                .put("version", call.version());
    }

    private Entry entry(RecordType type, Call call, JsonObject meta, JsonObject payload) {
        return new Entry(type, call.tenant(), call.session(), call.turn().orElse(null), call.id(), at, meta, payload,
                // an operator's words
                JsonObject.builder().put(CallOutcome.FOREIGN, false).build());
    }
}
