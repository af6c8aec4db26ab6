package dev.postern.gateway.internal.connection;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * The members of one object of a frame, read as the frame's schema has them. By hand and not by the compiled schema:
 * every frame passes here.
 */
final class Members {
    private final Optional<String> id;
    private final String path;
    private final JsonObject object;

    Members(Optional<String> id, String path, JsonObject object) {
        this.id = id;
        this.path = path;
        this.object = object;
    }

    /** Refuses members that are not among these. */
    Members only(Set<String> names) throws FrameException {
        for (var name : object.members().keySet()) {
            if (!names.contains(name)) {
                throw wrong("", "has a member that a frame of its type does not have");
            }
        }
        return this;
    }

    Optional<Members> object(String name) throws FrameException {
        return switch (member(name)) {
            case null -> Optional.empty();
            case JsonObject value -> Optional.of(new Members(id, path + name + '/', value));
            default -> throw wrong(name, "must be an object");
        };
    }

    Members requireObject(String name) throws FrameException {
        return object(name).orElseThrow(() -> wrong(name, "is required"));
    }

    JsonObject value() {
        return object;
    }

    /** A text of 1 to so many characters. */
    Optional<String> text(String name, int maxLength) throws FrameException {
        return switch (member(name)) {
            case null -> Optional.empty();
            case JsonString(var text) when !text.isEmpty() && text.length() <= maxLength -> Optional.of(text);
            default -> throw wrong(name, "must be a text of 1 to " + maxLength + " characters");
        };
    }

    String requireText(String name, int maxLength) throws FrameException {
        return text(name, maxLength).orElseThrow(() -> wrong(name, "is required"));
    }

    Optional<String> text(String name, Pattern pattern, int maxLength) throws FrameException {
        var text = text(name, maxLength);
        if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
            throw wrong(name, "must match " + pattern);
        }
        return text;
    }

    int requireInt(String name, int min, int max) throws FrameException {
        if (member(name) instanceof JsonNumber number && number.isInteger() && number.toLong() >= min
                && number.toLong() <= max) {
            return (int) number.toLong();
        }
        throw wrong(name, "must be a whole number from " + min + " to " + max);
    }

    /** At most so many texts, each of 1 to so many characters; none when absent. */
    List<String> texts(String name, int maxTexts, int maxLength) throws FrameException {
        return switch (member(name)) {
            case null -> List.of();
            case JsonArray array when array.values().size() <= maxTexts
                    && array.strings().size() == array.values().size()
                    && array.strings().stream().noneMatch(text -> text.isEmpty() || text.length() > maxLength) ->
                array.strings();
            default -> throw wrong(name,
                    "must be at most " + maxTexts + " texts of 1 to " + maxLength + " characters");
        };
    }

    FrameException wrong(String name, String rule) {
        return new FrameException(id, path + name + ": " + rule);
    }

    private @org.jspecify.annotations.Nullable JsonValue member(String name) {
        return object.members().get(name);
    }
}
