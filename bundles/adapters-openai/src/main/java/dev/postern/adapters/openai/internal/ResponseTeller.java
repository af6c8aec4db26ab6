// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.postern.api.event.Event;
import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelUsage;

/** Tells a turn as items of a response, each with its events where there is somebody to tell them to. */
final class ResponseTeller implements Teller {
    private final ResponseAnswer answer;
    private final String turn;
    private final Supplier<ModelUsage> usage;
    private final Out out;
    private final Calls calls = new Calls();
    private final List<JsonObject> output = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private int textPlace = -1;

    /** Where events and the end go. */
    interface Out {
        /** An event of the API's; its number is added. */
        void event(String type, JsonObject.Builder members) throws IOException;

        /** Nothing for a while. */
        void idle() throws IOException;

        /** The object as it is at the end. */
        void end(String status, JsonObject response) throws IOException;

        /** There is no object that says it. */
        void refused(Refusal why) throws IOException;
    }

    ResponseTeller(ResponseAnswer answer, String turn, Supplier<ModelUsage> usage, Out out) {
        this.answer = answer;
        this.turn = turn;
        this.usage = usage;
        this.out = out;
    }

    /** So that whoever asked sees that it is accepted. */
    void begin() throws IOException {
        for (var type : List.of("response.created", "response.in_progress")) {
            out.event(type, JsonObject.builder().put("response", now("in_progress", JsonObject.EMPTY, JsonNull.NULL)));
        }
    }

    @Override
    public void text(String more) throws IOException {
        if (textPlace < 0) {
            textPlace = add(ResponseItems.message(textId(output.size()), "in_progress", ""));
            out.event("response.content_part.added", ofText().put("part", ResponseItems.part("")));
        }
        text.append(more);
        out.event("response.output_text.delta", ofText().put("delta", more).put("logprobs", JsonArray.EMPTY));
    }

    @Override
    public void textDone() throws IOException {
        closeText("completed");
    }

    @Override
    public void textBroken() throws IOException {
        closeText("incomplete");
    }

    private void closeText(String status) throws IOException {
        if (textPlace < 0) {
            return;
        }
        var said = text.toString();
        out.event("response.output_text.done", ofText().put("text", said).put("logprobs", JsonArray.EMPTY));
        out.event("response.content_part.done", ofText().put("part", ResponseItems.part(said)));
        done(textPlace, ResponseItems.message(textId(textPlace), status, said));
        textPlace = -1;
        text.setLength(0);
    }

    @Override
    public void happened(Event event) throws IOException {
        var told = calls.happened(event);
        if (event.topic().equals("approval.requested")) {
            var asked = ResponseItems.approval(event.payload());
            done(add(asked), asked);
        }
        if (told.isEmpty()) {
            return;
        }
        var call = told.get();
        var known = places.get(call.id());
        if (known == null && !event.topic().startsWith("tool.")) {
            return; // of calls themselves the client may not be told
        }
        if (known == null) {
            int place = add(ResponseItems.call(call));
            places.put(call.id(), place);
            out.event("response.mcp_call.in_progress", of(place, call.id()));
            out.event("response.mcp_call_arguments.done",
                    of(place, call.id()).put("arguments", call.input().toString()));
        } else if (event.topic().equals("tool.finished")) {
            out.event(call.error().isPresent() ? "response.mcp_call.failed" : "response.mcp_call.completed",
                    of(known, call.id()));
            done(known, ResponseItems.call(call));
        } else {
            output.set(known, ResponseItems.call(call));
        }
    }

    @Override
    public void idle() throws IOException {
        out.idle();
    }

    @Override
    public void end(End end) throws IOException {
        switch (end) {
            case End.Replied _ -> end("completed", JsonObject.EMPTY);
            case End.Waiting _ -> end("incomplete", ResponseAnswer.incomplete("waiting_approval"));
            case End.Refused(var why) -> {
                closeText("incomplete");
                switch (why.status()) {
                    case 500 -> end("failed", ResponseAnswer.error(why.code(), why.message()));
                    case 409 -> end("cancelled", JsonObject.EMPTY);
                    default -> out.refused(why);
                }
            }
        }
    }

    /** The object as of now, for whoever asks in between. */
    JsonObject now(String status) {
        return now(status, JsonObject.EMPTY, JsonNull.NULL);
    }

    private void end(String status, JsonObject more) throws IOException {
        out.end(status, now(status, more, Head.responsesUsage(usage.get())));
    }

    private JsonObject now(String status, JsonObject more, JsonValue used) {
        return answer.of(status, more, output, used);
    }

    private int add(JsonObject item) throws IOException {
        int place = output.size();
        output.add(item);
        out.event("response.output_item.added", JsonObject.builder().put("output_index", place).put("item", item));
        return place;
    }

    private void done(int place, JsonObject item) throws IOException {
        output.set(place, item);
        out.event("response.output_item.done", JsonObject.builder().put("output_index", place).put("item", item));
    }

    private JsonObject.Builder ofText() {
        return of(textPlace, textId(textPlace)).put("content_index", 0);
    }

    private static JsonObject.Builder of(int place, String id) {
        return JsonObject.builder().put("item_id", id).put("output_index", place);
    }

    private String textId(int place) {
        return "msg_" + turn + "_" + place;
    }
}
