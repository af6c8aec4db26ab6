package dev.postern.gateway.internal.dispatch;

import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * How a request ended.
 *
 * @param content the result, or the error
 * @param code {@code ok} or the error's code, for counting
 * @param keep whether a repeated request with the same idempotency key gets it again
 */
public record Outcome(JsonObject content, String code, boolean keep) {
    private static final String OK = "ok";

    /** A result. */
    public static Outcome of(JsonObject result) {
        return new Outcome(result, OK, true);
    }

    /** An error. */
    public static Outcome of(WireError error) {
        return new Outcome(error.json(), error.code().code(), !error.retryable());
    }

    /** One that was stored. */
    static Outcome stored(JsonObject body) {
        return body.object("result")
                .map(Outcome::of)
                .orElseGet(() -> {
                    var error = body.object("error").orElse(JsonObject.EMPTY);
                    return new Outcome(error, error.text("code").orElse("internal"), true);
                });
    }

    /** Whether it is a result. */
    public boolean ok() {
        return code.equals(OK);
    }

    /** What is stored of it: {@code {ok, result}} or {@code {ok, error}}. */
    JsonObject body() {
        return JsonObject.builder().put("ok", ok()).put(ok() ? "result" : "error", content).build();
    }

    /** The response frame. */
    public byte[] frame(String id) {
        return frame(new JsonString(id));
    }

    /** The response frame for what had no usable id. */
    public byte[] frameWithoutId() {
        return frame(JsonNull.NULL);
    }

    /** Put together as text, not as values: this is the hottest line of the gateway. */
    private byte[] frame(JsonValue id) {
        var text = content.toString();
        return new StringBuilder(text.length() + 96).append("{\"type\":\"response\",\"id\":")
                .append(id)
                .append(ok() ? ",\"ok\":true,\"result\":" : ",\"ok\":false,\"error\":")
                .append(text)
                .append('}')
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
