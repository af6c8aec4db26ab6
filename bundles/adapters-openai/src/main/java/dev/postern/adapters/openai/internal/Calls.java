// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.event.Event;
import dev.postern.api.json.JsonObject;

/** The calls of a turn as its events tell of them, in the order in which they were asked for. */
final class Calls {
    private final Map<String, Call> calls = new LinkedHashMap<>();

    /**
     * A call.
     *
     * @param id its id
     * @param tool the tool's name
     * @param state as the gateway's wire has it
     * @param input the arguments, redacted
     * @param output what it gave
     * @param error why it gave nothing
     * @param approval the approval that it waits for, or was started by
     */
    record Call(String id, String tool, String state, JsonObject input, Optional<JsonObject> output,
            Optional<String> error, Optional<String> approval) {

        /** Whether nothing more happens to it. */
        boolean ended() {
            return output.isPresent() || error.isPresent() || state.equals("finished") || state.equals("previewed");
        }
    }

    /** Takes note; gives the call that the event is about, where it stands now. */
    Optional<Call> happened(Event event) {
        var payload = event.payload();
        var id = payload.text("call");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        var known = calls.getOrDefault(id.get(), new Call(id.get(), payload.text("tool").orElse(""), "requested",
                payload.object("input").orElse(JsonObject.EMPTY), Optional.empty(), Optional.empty(),
                Optional.empty()));
        var now = now(known, event);
        calls.put(id.get(), now);
        return Optional.of(now);
    }

    Iterable<Call> all() {
        return calls.values();
    }

    private static Call now(Call known, Event event) {
        var payload = event.payload();
        var approval = payload.text("approval").or(known::approval);
        return switch (event.topic()) {
            case "approval.requested" -> at(known, "waiting_approval", approval);
            case "tool.started" -> at(known, "running", approval);
            case "tool.in_doubt" -> at(known, "in_doubt", approval);
            case "tool.finished" -> {
                var state = payload.text("state").orElse("finished");
                var output = payload.object("output").or(() -> payload.object("preview"));
                var error = payload.text("code")
                        .map(code -> code + payload.text("message").map(": "::concat).orElse(""));
                yield new Call(known.id(), known.tool(), state, known.input(), output, error, approval);
            }
            default -> known;
        };
    }

    private static Call at(Call known, String state, Optional<String> approval) {
        return new Call(known.id(), known.tool(), state, known.input(), known.output(), known.error(), approval);
    }
}
