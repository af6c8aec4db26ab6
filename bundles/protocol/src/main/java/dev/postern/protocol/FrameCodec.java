// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes frames. Requests, the hot path, are checked by hand, all others by their schema; a test holds the two
 * together. Safe for use by any thread.
 */
public final class FrameCodec {
    private static final Set<String> REQUEST_MEMBERS = Set.of("type", "id", "method", "params", "idempotencyKey",
            "traceparent");

    private final Json json;
    private final FrameSchemas schemas;

    /** Reads with the platform's JSON. */
    public FrameCodec(Json json) {
        this.json = json;
        this.schemas = new FrameSchemas(json);
    }

    /**
     * Reads one text message.
     *
     * @throws FrameException what to answer when it is no frame
     */
    public Frame decode(String text) throws FrameException {
        JsonValue value;
        try {
            value = json.parse(text);
        } catch (JsonException e) {
            throw refused(null, "no JSON that we read: " + e.getMessage());
        }
        if (!(value instanceof JsonObject object)) {
            throw refused(null, "a frame is an object");
        }
        var type = object.text("type").orElse("");
        if (type.equals("request")) {
            return request(object);
        }
        var id = usable(object.members().get("id"));
        return switch (type) {
            case "connect" -> {
                if (id == null) {
                    throw refused(null, "id: a connect has one, of 1 to " + Request.LONGEST_ID + " characters");
                }
                yield mapped("connect", object, Connect.class, id);
            }
            case "response" -> whole(mapped("response", object, Response.class, id));
            case "event" -> mapped("event", object, Event.class, id);
            case "stream" -> mapped("stream", object, Stream.class, id);
            default -> throw refused(id, "type: must be connect, request, response, event or stream");
        };
    }

    private static Request request(JsonObject object) throws FrameException {
        var members = object.members();
        var id = usable(members.get("id"));
        if (id == null) {
            throw refused(null, "id: a request has one, of 1 to " + Request.LONGEST_ID + " characters");
        }
        var method = usable(members.get("method"));
        if (method == null) {
            throw refused(id, "method: must be text of 1 to " + Request.LONGEST_ID + " characters");
        }
        for (var name : members.keySet()) {
            if (!REQUEST_MEMBERS.contains(name)) {
                throw refused(id,
                        "a request has no member " + (name.length() > 64 ? name.substring(0, 64) + "…" : name));
            }
        }
        return new Request(id, method, params(members.get("params"), id), key(members, id), trace(members, id));
    }

    private static JsonObject params(@Nullable JsonValue value, String id) throws FrameException {
        return switch (value) {
            case null -> JsonObject.EMPTY;
            case JsonObject object -> object;
            default -> throw refused(id, "params: must be an object");
        };
    }

    private static Optional<String> key(java.util.Map<String, JsonValue> members, String id) throws FrameException {
        var value = members.get("idempotencyKey");
        if (value == null) {
            return Optional.empty();
        }
        var key = usable(value);
        if (key == null) {
            throw refused(id, "idempotencyKey: must be text of 1 to " + Request.LONGEST_ID + " characters");
        }
        return Optional.of(key);
    }

    private static Optional<String> trace(java.util.Map<String, JsonValue> members, String id) throws FrameException {
        var value = members.get("traceparent");
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString(var text) && isTraceparent(text)) {
            return Optional.of(text);
        }
        throw refused(id, "traceparent: must match " + Request.TRACEPARENT);
    }

    /** {@link Request#TRACEPARENT} without an expression. */
    private static boolean isTraceparent(String text) {
        if (text.length() != 55 || !text.startsWith("00-")) {
            return false;
        }
        for (int i = 3; i < 55; i++) {
            char c = text.charAt(i);
            boolean right = i == 35 || i == 52 ? c == '-' : c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            if (!right) {
                return false;
            }
        }
        return true;
    }

    /** The id, or null when it is none that could be answered to. */
    private static @Nullable String usable(@Nullable JsonValue value) {
        if (value instanceof JsonString(var text) && !text.isEmpty()) {
            int length = text.length();
            if (length <= Request.LONGEST_ID
                    || length <= 2 * Request.LONGEST_ID && text.codePointCount(0, length) <= Request.LONGEST_ID) {
                return text;
            }
        }
        return null;
    }

    private <F extends Record> F mapped(String name, JsonObject object, Class<F> type, @Nullable String id)
            throws FrameException {
        var schema = schemas.schema(name);
        var violations = schema.validate(object);
        if (!violations.isEmpty()) {
            throw new FrameException(id, WireError.of(ErrorCode.INVALID_FRAME, name, violations));
        }
        try {
            return json.read(schema.withDefaults(object), type);
        } catch (JsonException e) {
            throw refused(id, name + e.getMessage());
        }
    }

    /** What a schema of members cannot say: a result when it went well, an error when it did not. */
    private static Response whole(Response response) throws FrameException {
        if (response.ok()
                ? response.error().isPresent()
                : response.error().isEmpty() || response.result().isPresent()) {
            throw refused(response.id().orElse(null), "a response has a result when ok, and an error when not");
        }
        return response;
    }

    private static FrameException refused(@Nullable String id, String message) {
        return new FrameException(id, WireError.of(ErrorCode.INVALID_FRAME, message));
    }

    /** The text of a frame. */
    public String encode(Frame frame) {
        return switch (frame) {
            case Response response -> response(response);
            case Event event -> typed("event", event);
            case Stream stream -> typed("stream", stream);
            case Request request -> typed("request", request);
            case Connect connect -> typed("connect", connect);
        };
    }

    private <F extends Record & Frame> String typed(String type, F frame) {
        return "{\"type\":\"" + type + "\"," + json.write(frame).toString().substring(1);
    }

    private static String response(Response response) {
        var content = response.ok()
                ? response.result().orElse(JsonObject.EMPTY).toString()
                : response.error().orElseThrow().json().toString();
        var id = response.id().map(text -> new JsonString(text).toString()).orElse("null");
        return new StringBuilder(64 + id.length() + content.length())
                .append("{\"type\":\"response\",\"id\":")
                .append(id)
                .append(response.ok() ? ",\"ok\":true,\"result\":" : ",\"ok\":false,\"error\":")
                .append(content)
                .append('}')
                .toString();
    }
}
