// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;

/** What goes back with an answer goes to whom it came from: no other endpoint, and no other model, can make anything of it. */
final class Continuation {
    private Continuation() {}

    /** The answer, with the name of whom it came from on what is wanted back. */
    static ModelAnswer named(ModelAnswer answer, Endpoint endpoint, ModelRequest request) {
        if (answer.continuation() instanceof JsonNull) {
            return answer;
        }
        var named = JsonObject.builder().put("endpoint", endpoint.name()).put("model", request.model())
                .put("kept", answer.continuation()).build();
        return new ModelAnswer(answer.model(), answer.text(), answer.calls(), answer.stop(), answer.usage(), named);
    }

    /** The request, with what came from this model of this endpoint, and without what came from another. */
    static ModelRequest own(ModelRequest request, Endpoint endpoint) {
        return new ModelRequest(request.model(), request.messages().stream()
                .map(message -> message instanceof ModelMessage.Answered(var text, var calls, var continuation)
                        ? new ModelMessage.Answered(text, calls, own(continuation, endpoint, request.model()))
                        : message)
                .toList(), request.tools(), request.limits());
    }

    private static JsonValue own(JsonValue continuation, Endpoint endpoint, String model) {
        return continuation instanceof JsonObject named && named.text("endpoint").orElse("").equals(endpoint.name())
                && named.text("model").orElse("").equals(model)
                        ? named.get("kept").orElse(JsonNull.NULL)
                        : JsonNull.NULL;
    }
}
