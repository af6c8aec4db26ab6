// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.tool.ToolException;
import org.jspecify.annotations.Nullable;

/** Says why there is no answer, in words for people and without the key. */
public final class Refusals {
    /** What an endpoint says of itself, in characters. */
    private static final int MOST_WORDS = 300;
    /** Of one piece of an answer; whole answers with their calls have far fewer. */
    private static final int MOST_VALUES = 100_000;
    /** What wires call it when there is no money left, which no waiting brings back. */
    private static final Set<String> SPENT = Set.of("insufficient_quota", "billing_error");

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
            case 402 -> spent(words);
            case 404 -> fail(new ModelFailure.NoSuchModel(), "knows no such model, or its url is another" + words);
            case 429 -> SPENT.contains(kind(error))
                    ? spent(words)
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

    private ModelException spent(String words) {
        return fail(new ModelFailure.KeyRefused(), "has nothing left to spend for this key" + words);
    }

    /**
     * By an error in place of a piece of an answer.
     *
     * @param begun whether something of the answer came before
     */
    public ModelException inAnswer(JsonValue error, boolean begun) {
        return fail(begun ? new ModelFailure.CutOff() : byKind(kind(Optional.of(error))),
                (begun ? "broke its answer off" : "began no answer") + words(Optional.of(error)));
    }

    /** Where the status has gone out already, the error's kind stands for it, or its number does. */
    private static ModelFailure byKind(String kind) {
        return switch (kind) {
            case "authentication_error", "invalid_api_key", "permission_error", "billing_error", "insufficient_quota",
                    "401", "402", "403" ->
                new ModelFailure.KeyRefused();
            case "rate_limit_error", "rate_limit_exceeded", "429" -> new ModelFailure.RateLimited(Optional.empty());
            case "not_found_error", "model_not_found", "404" -> new ModelFailure.NoSuchModel();
            case "request_too_large", "400", "413", "422" -> new ModelFailure.RequestRefused();
            // what is wrong with the request, or with an image in it, has many names
            default -> kind.startsWith("invalid_") || kind.contains("image")
                    ? new ModelFailure.RequestRefused()
                    : new ModelFailure.Overloaded(Optional.empty());
        };
    }

    /** By what kept the request from its answer. */
    ModelException of(ToolException failed, boolean begun) {
        return new ModelException(failure(failed.code(), begun),
                "the model endpoint " + endpoint.name() + ": " + key.hiddenIn(String.valueOf(failed.getMessage())),
                failed);
    }

    /** By the time that it took. */
    ModelException late(String what, ToolException failed) {
        return new ModelException(new ModelFailure.TimedOut(), "the model endpoint " + endpoint.name() + " " + what,
                failed);
    }

    private static ModelFailure failure(String code, boolean begun) {
        return switch (code) {
            case "too_large" -> new ModelFailure.TooLarge();
            case "unavailable" -> begun ? new ModelFailure.CutOff() : new ModelFailure.Unreachable();
            case "untrusted" -> new ModelFailure.Unreachable();
            case "bad_response" -> new ModelFailure.Unreadable();
            default -> new ModelFailure.NotAllowed();
        };
    }

    /** The answer has no end. */
    public ModelException cutOff() {
        return fail(new ModelFailure.CutOff(), "ended its answer before it was whole");
    }

    /**
     * The answer is none of this wire.
     *
     * @param why what is wrong with it, without its words
     */
    public ModelException unreadable(String why, @Nullable Throwable cause) {
        return new ModelException(new ModelFailure.Unreadable(),
                "the model endpoint " + endpoint.name() + " gave an answer that cannot be used: " + why, cause);
    }

    /**
     * Reads an object.
     *
     * @throws ModelException when it is none
     */
    public JsonObject object(String text) throws ModelException {
        try {
            if (JsonValue.parse(text, MOST_VALUES) instanceof JsonObject object) {
                return object;
            }
            throw unreadable("a piece of it is no JSON object", null);
        } catch (JsonFormatException bad) {
            throw unreadable("a piece of it is no JSON", bad);
        }
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

    private static String kind(Optional<JsonValue> error) {
        return error.flatMap(some -> some instanceof JsonObject object
                ? object.text("code").filter(SPENT::contains).or(() -> object.text("type"))
                        .or(() -> object.text("code")).or(() -> object.integer("code").map(String::valueOf))
                : Optional.empty()).orElse("");
    }

    private String words(Optional<JsonValue> error) {
        var said = error.filter(some -> !(some instanceof JsonNull))
                .map(some -> some instanceof JsonObject object
                        ? object.text("message").orElse("")
                        : some instanceof JsonString(var text) ? text : some.toString())
                .map(key::hiddenIn)
                .map(words -> words.replaceAll("\\p{C}+|\\s+", " ").strip())
                .orElse("");
        var cut = said.length() > MOST_WORDS
                ? said.substring(0, said.offsetByCodePoints(0, MOST_WORDS / 2)) + "…"
                : said;
        return cut.isEmpty() ? "" : "; it says: " + cut;
    }
}
