// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.tool.ToolException;
import org.jspecify.annotations.Nullable;

/** Says why there is no answer, in words for people and without the key. */
final class Refusals {
    /** What an endpoint says of itself, in characters. */
    private static final int MOST_WORDS = 300;
    /** Waiting brings back no money. */
    private static final String SPENT = "insufficient_quota";

    private final Endpoint endpoint;
    private final Key key;

    Refusals(Endpoint endpoint, Key key) {
        this.endpoint = endpoint;
        this.key = key;
    }

    /** By the status of an answer that is none. */
    ModelException status(int status, Map<String, List<String>> headers, String body) {
        var error = error(body);
        var words = words(error);
        var after = RetryAfter.of(headers);
        return switch (status) {
            case 401, 403 -> fail(new ModelFailure.KeyRefused(), "refuses the key"
                    + (endpoint.key().isEmpty() ? ", of which there is none" : " in secrets/" + endpoint.key())
                    + words);
            case 404 -> fail(new ModelFailure.NoSuchModel(), "knows no such model, or its url is another" + words);
            case 429 -> code(error).equals(SPENT)
                    ? fail(new ModelFailure.KeyRefused(), "has nothing left to spend for this key" + words)
                    : fail(new ModelFailure.RateLimited(after), "takes no more requests just now" + words);
            case 408 -> fail(new ModelFailure.Overloaded(after), "did not get the request in time" + words);
            default -> {
                if (status >= 300 && status < 400) {
                    yield fail(new ModelFailure.NotAllowed(), "redirects to somewhere else, and neither the request nor"
                            + " the key follows; if that is right, set url to that address");
                }
                yield status >= 500
                        ? fail(new ModelFailure.Overloaded(after), "fails with status " + status + words)
                        : fail(new ModelFailure.RequestRefused(), "refuses the request with status " + status + words);
            }
        };
    }

    /** By an error in place of a piece of an answer. */
    ModelException inAnswer(JsonValue error, boolean begun) {
        return fail(begun ? new ModelFailure.CutOff() : new ModelFailure.Overloaded(Optional.empty()),
                (begun ? "broke its answer off" : "began no answer") + words(Optional.of(error)));
    }

    /** By what kept the request from its answer. */
    ModelException of(ToolException failed, boolean begun) {
        return new ModelException(Attempt.failure(failed.code(), begun),
                "the model endpoint " + endpoint.name() + ": " + failed.getMessage(), failed);
    }

    ModelException cutOff() {
        return fail(new ModelFailure.CutOff(), "ended its answer before it was whole");
    }

    ModelException unreadable(String why, @Nullable Throwable cause) {
        return new ModelException(new ModelFailure.Unreadable(),
                "the model endpoint " + endpoint.name() + " gave an answer that cannot be used: " + why, cause);
    }

    private ModelException fail(ModelFailure failure, String what) {
        return new ModelException(failure, "the model endpoint " + endpoint.name() + " " + what, null);
    }

    private static Optional<JsonValue> error(String body) {
        try {
            return JsonValue.parse(body) instanceof JsonObject object ? object.get("error") : Optional.empty();
        } catch (JsonFormatException other) {
            return Optional.empty();
        }
    }

    private static String code(Optional<JsonValue> error) {
        return error.map(some -> some instanceof JsonObject object
                ? object.text("code").or(() -> object.text("type")).orElse("")
                : "").orElse("");
    }

    private String words(Optional<JsonValue> error) {
        var said = error.filter(some -> !(some instanceof JsonNull))
                .map(some -> some instanceof JsonObject object
                        ? object.text("message").orElse("")
                        : AnswerBuilder.text(some))
                .map(key::hiddenIn)
                .map(words -> words.replaceAll("\\p{C}+|\\s+", " ").strip())
                .orElse("");
        var cut = said.length() > MOST_WORDS
                ? said.substring(0, said.offsetByCodePoints(0, MOST_WORDS / 2)) + "…"
                : said;
        return cut.isEmpty() ? "" : "; it says: " + cut;
    }
}
