// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;

/** Where a response goes: event by event, or whole at the end. */
final class ResponseOuts {
    private ResponseOuts() {}

    static ResponseTeller.Out stream(Sse sse) {
        return new ResponseTeller.Out() {
            private long number;

            @Override
            public void event(String type, JsonObject.Builder members) throws IOException {
                sse.event(type, JsonObject.builder().put("type", type).put("sequence_number", number++)
                        .putAll(members.build()).build());
            }

            @Override
            public void idle() throws IOException {
                sse.comment("keep-alive");
            }

            @Override
            public void end(String status, JsonObject response) throws IOException {
                // the API has no event for what was cancelled
                event("response." + (status.equals("cancelled") ? "incomplete" : status),
                        JsonObject.builder().put("response", response));
            }

            @Override
            public void refused(Refusal why) throws IOException {
                sse.event("error", why.body());
            }
        };
    }

    static ResponseTeller.Out whole(HttpServletResponse http) {
        return new Quiet() {
            @Override
            public void end(String status, JsonObject response) throws IOException {
                Answers.json(http, 200, response);
            }

            @Override
            public void refused(Refusal why) throws IOException {
                Answers.refuse(http, why);
            }
        };
    }

    /** Only hands over the object at the end. */
    static ResponseTeller.Out quiet(Consumer<JsonObject> end) {
        return new Quiet() {
            @Override
            public void end(String status, JsonObject response) {
                end.accept(response);
            }

            @Override
            public void refused(Refusal why) {
                throw new IllegalStateException("what is on record of a turn is no refusal: " + why.message(), why);
            }
        };
    }

    /** Nobody is told of what goes on. */
    private abstract static class Quiet implements ResponseTeller.Out {
        @Override
        public void event(String type, JsonObject.Builder members) {}

        @Override
        public void idle() {}
    }
}
