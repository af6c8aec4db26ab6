package dev.postern.processor;

import java.util.regex.PatternSyntaxException;
import javax.lang.model.element.RecordComponentElement;

import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;

/** Adds to a component's schema what its annotations say. */
final class Constraints {
    private static final String PACKAGE = "dev.postern.api.schema.";

    private Constraints() {}

    static JsonObject apply(RecordComponentElement component, JsonObject type) throws Misuse {
        var schema = type;
        var description = Annotation.find(component, PACKAGE + "Description");
        if (description.isPresent()) {
            schema = schema.with("description", new JsonString(description.get().text("value")));
        }
        var range = Annotation.find(component, PACKAGE + "Range");
        if (range.isPresent()) {
            schema = range(component, schema, range.get());
        }
        var size = Annotation.find(component, PACKAGE + "Size");
        if (size.isPresent()) {
            schema = size(component, schema, size.get());
        }
        var pattern = Annotation.find(component, PACKAGE + "Pattern");
        if (pattern.isPresent()) {
            schema = pattern(component, schema, pattern.get().text("value"));
        }
        if (Annotation.find(component, PACKAGE + "Secret").isPresent()) {
            schema = schema.with("writeOnly", JsonBoolean.TRUE);
        }
        var fallback = Annotation.find(component, PACKAGE + "DefaultValue");
        if (fallback.isPresent()) {
            var value = JsonReader.read(component, "@DefaultValue", fallback.get().text("value"));
            StructureCheck.check(component, "@DefaultValue", schema, value);
            schema = schema.with("default", value);
        }
        return schema;
    }

    private static JsonObject range(RecordComponentElement component, JsonObject schema, Annotation range)
            throws Misuse {
        var type = schema.text("type").orElse("");
        if (!type.equals("integer") && !type.equals("number")) {
            throw new Misuse(component, "@Range is for numbers");
        }
        double min = range.real("min");
        double max = range.real("max");
        if (min > max) {
            throw new Misuse(component, "@Range: min is larger than max");
        }
        var narrowed = schema;
        if (min != Double.NEGATIVE_INFINITY) {
            narrowed = narrowed.with("minimum", new JsonNumber(min));
        }
        return max == Double.POSITIVE_INFINITY ? narrowed : narrowed.with("maximum", new JsonNumber(max));
    }

    private static JsonObject size(RecordComponentElement component, JsonObject schema, Annotation size)
            throws Misuse {
        var unit = switch (schema.text("type").orElse("")) {
            case "string" -> "Length";
            case "array" -> "Items";
            case "object" -> "Properties";
            default -> throw new Misuse(component, "@Size is for text, lists and maps");
        };
        long min = size.number("min");
        long max = size.number("max");
        if (min < 0 || min > max) {
            throw new Misuse(component, "@Size: min must be from 0 to max");
        }
        var narrowed = min == 0 ? schema : schema.with("min" + unit, JsonNumber.of(min));
        return max == Integer.MAX_VALUE ? narrowed : narrowed.with("max" + unit, JsonNumber.of(max));
    }

    private static JsonObject pattern(RecordComponentElement component, JsonObject schema, String pattern)
            throws Misuse {
        if (!schema.text("type").orElse("").equals("string")) {
            throw new Misuse(component, "@Pattern is for text");
        }
        try {
            java.util.regex.Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new Misuse(component, "@Pattern: " + e.getDescription() + " in " + pattern);
        }
        return schema.with("pattern", new JsonString(pattern));
    }
}
