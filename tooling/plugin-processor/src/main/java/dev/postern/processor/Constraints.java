// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.regex.PatternSyntaxException;
import javax.lang.model.element.RecordComponentElement;

import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;

/** Adds to a component's schema what its annotations say. */
final class Constraints {
    static final String PACKAGE = "dev.postern.api.schema.";

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
            schema = schema.with("default", Texts.json(component, "@DefaultValue", fallback.get().text("value")));
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
        if (!(min <= max)) {
            throw new Misuse(component, "@Range: min is larger than max");
        }
        return bound(component, bound(component, schema, "minimum", min), "maximum", max);
    }

    /** Sets one end of the range, which lies within what the type itself allows. */
    private static JsonObject bound(RecordComponentElement component, JsonObject schema, String end, double value)
            throws Misuse {
        if (Double.isInfinite(value)) {
            return schema;
        }
        if (schema.text("type").orElse("").equals("integer")) {
            if (Math.rint(value) != value) {
                throw new Misuse(component, "@Range of whole numbers: " + value + " is none");
            }
            if (value < number(schema, "minimum") || value > number(schema, "maximum")) {
                throw new Misuse(component, "@Range: " + new JsonNumber(value) + " is beyond what the type can hold");
            }
        }
        return schema.with(end, new JsonNumber(value));
    }

    private static double number(JsonObject schema, String name) {
        return schema.get(name).orElseThrow() instanceof JsonNumber(double value) ? value : Double.NaN;
    }

    private static JsonObject size(RecordComponentElement component, JsonObject schema, Annotation size)
            throws Misuse {
        boolean isRecord = schema.get("properties").isPresent();
        var unit = switch (isRecord ? "record" : schema.text("type").orElse("")) {
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
