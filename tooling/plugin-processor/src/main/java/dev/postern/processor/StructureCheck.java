package dev.postern.processor;

import javax.lang.model.element.Element;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Holds examples and defaults against their schema: types, members, enums. Ranges are left to the gateway's validator. */
final class StructureCheck {
    private StructureCheck() {}

    static void check(Element where, String what, JsonObject schema, JsonValue value) throws Misuse {
        var type = schema.text("type").orElse("");
        if (!type.isEmpty() && !fits(type, value)) {
            throw new Misuse(where, what + " must be of type " + type + ", and is " + value);
        }
        var options = schema.array("enum");
        if (options.isPresent() && !options.get().values().contains(value)) {
            throw new Misuse(where, what + " must be one of " + options.get() + ", and is " + value);
        }
        if (value instanceof JsonArray(var elements) && schema.object("items").isPresent()) {
            for (var element : elements) {
                check(where, what, schema.object("items").get(), element);
            }
        }
        if (value instanceof JsonObject object && schema.object("properties").isPresent()) {
            members(where, what, schema, object);
        }
    }

    private static void members(Element where, String what, JsonObject schema, JsonObject object) throws Misuse {
        var properties = schema.object("properties").orElseThrow();
        for (var required : schema.array("required").orElse(JsonArray.EMPTY).strings()) {
            if (object.get(required).isEmpty()) {
                throw new Misuse(where, what + " lacks the required member " + required + ": " + object);
            }
        }
        for (var member : object.members().entrySet()) {
            var property = properties.object(member.getKey());
            if (property.isPresent()) {
                check(where, what + "/" + member.getKey(), property.get(), member.getValue());
            } else if (schema.get("additionalProperties").filter(JsonBoolean.FALSE::equals).isPresent()) {
                throw new Misuse(where, what + " has a member that the input does not have: " + member.getKey());
            }
        }
    }

    private static boolean fits(String type, JsonValue value) {
        return switch (value) {
            case JsonObject ignored -> type.equals("object");
            case JsonArray ignored -> type.equals("array");
            case JsonString ignored -> type.equals("string");
            case JsonNumber number -> type.equals("number") || type.equals("integer") && number.isInteger();
            case JsonBoolean ignored -> type.equals("boolean");
            case JsonNull ignored -> false;
        };
    }
}
