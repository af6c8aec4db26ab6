// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object; its members keep their order. Two objects are equal when their members are, in whatever order.
 *
 * @param members the members by name
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

    /** The object without members. */
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    /** Copies the members; names and values must not be null. */
    public JsonObject {
        var copy = LinkedHashMap.<String, JsonValue>newLinkedHashMap(members.size());
        members.forEach((name, value) -> {
            if (name == null || value == null) {
                throw new NullPointerException("a JSON object has no null names or values; use JsonNull.NULL");
            }
            copy.put(name, value);
        });
        members = Collections.unmodifiableMap(copy);
    }

    /** Starts an object; members appear in the order they are put. */
    public static Builder builder() {
        return new Builder();
    }

    /** An object with one text member. */
    public static JsonObject of(String name, String value) {
        return new JsonObject(Map.of(name, new JsonString(value)));
    }

    /** The member of that name, JSON null included. */
    public Optional<JsonValue> get(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** The text of the member, when it is a string. */
    public Optional<String> text(String name) {
        return members.get(name) instanceof JsonString(var value) ? Optional.of(value) : Optional.empty();
    }

    /** The member as a whole number, when it is one within ±(2^53−1). */
    public Optional<Long> integer(String name) {
        return members.get(name) instanceof JsonNumber number && number.isInteger()
                ? Optional.of(number.toLong())
                : Optional.empty();
    }

    /** The member as a truth value, when it is one. */
    public Optional<Boolean> bool(String name) {
        return members.get(name) instanceof JsonBoolean(var value) ? Optional.of(value) : Optional.empty();
    }

    /** The member as an object, when it is one. */
    public Optional<JsonObject> object(String name) {
        return members.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    /** The member as an array, when it is one. */
    public Optional<JsonArray> array(String name) {
        return members.get(name) instanceof JsonArray array ? Optional.of(array) : Optional.empty();
    }

    /** This object with one member set or replaced. */
    public JsonObject with(String name, JsonValue value) {
        return builder().putAll(this).put(name, value).build();
    }

    @Override
    public String toString() {
        return JsonText.of(this, false);
    }

    /** Collects members. Not safe for use by several threads. */
    public static final class Builder {
        private final Map<String, JsonValue> members = new LinkedHashMap<>();

        private Builder() {}

        /** Sets a member; a later value of the same name replaces the earlier. */
        public Builder put(String name, JsonValue value) {
            members.put(name, value);
            return this;
        }

        /** Sets a text member. */
        public Builder put(String name, String value) {
            return put(name, new JsonString(value));
        }

        /** Sets a whole number; refuses one beyond ±(2^53−1). */
        public Builder put(String name, long value) {
            return put(name, JsonNumber.of(value));
        }

        /** Sets a truth value. */
        public Builder put(String name, boolean value) {
            return put(name, JsonBoolean.of(value));
        }

        /** Sets a text member when there is one; an absent value leaves no member. */
        public Builder put(String name, Optional<String> value) {
            value.ifPresent(text -> put(name, text));
            return this;
        }

        /** Takes over all members of another object. */
        public Builder putAll(JsonObject other) {
            members.putAll(other.members());
            return this;
        }

        /** The object collected so far. */
        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
