package org.example.parts;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelContext;
import dev.postern.api.model.ModelDelta;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelProvider;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A model provider over a wire of its own: {@code POST /say} with {@code {"text"}}, answered with {@code {"text"}}. */
@Component(property = ModelProvider.NAME + "=parrot")
public final class Parrot implements ModelProvider {
    private final URI endpoint;

    /** Of the machine's own parrot. */
    @Activate
    public Parrot() {
        this(URI.create("http://127.0.0.1:9155"));
    }

    /** For tests. */
    Parrot(URI endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public ModelAnswer exchange(ModelRequest request, ModelContext context) throws ModelException, InterruptedException {
        var said = request.messages().stream().filter(ModelMessage.Said.class::isInstance)
                .map(message -> ((ModelMessage.Said) message).text()).reduce((first, last) -> last).orElse("");
        var text = answer(JsonObject.of("text", said), request, context);
        context.delta(new ModelDelta.Text(text));
        return new ModelAnswer(request.model(), text, List.of(), ModelAnswer.Stop.DONE, ModelUsage.UNKNOWN);
    }

    private String answer(JsonObject question, ModelRequest request, ModelContext context)
            throws ModelException, InterruptedException {
        try {
            var answer = context.http().send(new HttpAccess.Request("POST", endpoint.resolve("/say"),
                    Map.of("Authorization", "Bearer " + context.secrets().get("parrot-key"), "Content-Type",
                            "application/json"),
                    question.toString().getBytes(StandardCharsets.UTF_8), request.limits().total(),
                    request.limits().maxBytes()));
            return switch (answer.status()) {
                case 200 -> text(new String(answer.body(), StandardCharsets.UTF_8));
                case 401, 403 -> throw new ModelException(new ModelFailure.KeyRefused(),
                        "the parrot refuses the key; put the right one into secrets/parrot-key", null);
                default -> throw new ModelException(new ModelFailure.Overloaded(Optional.empty()),
                        "the parrot answered " + answer.status(), null);
            };
        } catch (ToolException failed) {
            throw new ModelException(failure(failed), failed.getMessage(), failed);
        }
    }

    private static String text(String body) throws ModelException {
        try {
            if (JsonValue.parse(body) instanceof JsonObject object && object.text("text").isPresent()) {
                return object.text("text").get();
            }
        } catch (JsonFormatException none) {
            // told below
        }
        throw new ModelException(new ModelFailure.Unreadable(), "what the parrot answers is no {\"text\"}", null);
    }

    private static ModelFailure failure(ToolException failed) {
        return switch (failed.code()) {
            case "timeout" -> new ModelFailure.TimedOut();
            case "too_large" -> new ModelFailure.TooLarge();
            case "forbidden", "not_found" -> new ModelFailure.NotAllowed();
            case "bad_response" -> new ModelFailure.Unreadable();
            default -> new ModelFailure.Unreachable();
        };
    }
}
