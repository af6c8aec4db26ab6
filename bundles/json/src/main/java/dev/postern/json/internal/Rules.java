// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.networknt.schema.Error;
import dev.postern.core.json.Schema.Violation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Says in our own words which rule was broken: the validator's words repeat the value in places. */
final class Rules {
    private static final int LONGEST_NAME = 64;

    private Rules() {}

    static Violation violation(Error error) {
        var keyword = error.getKeyword() == null ? "false" : error.getKeyword();
        return new Violation(
                error.getInstanceLocation().toString(), keyword, message(keyword, error.getSchemaNode(), error));
    }

    private static String message(String keyword, @Nullable JsonNode rule, Error error) {
        return switch (keyword) {
            case "type" -> "must be " + types(rule);
            case "required" -> "must have the member " + name(error);
            case "additionalProperties", "unevaluatedProperties" -> "must not have the member " + name(error);
            case "minimum" -> "must be at least " + text(rule);
            case "maximum" -> "must be at most " + text(rule);
            case "exclusiveMinimum" -> "must be more than " + text(rule);
            case "exclusiveMaximum" -> "must be less than " + text(rule);
            case "multipleOf" -> "must be a multiple of " + text(rule);
            case "minLength" -> "must have at least " + text(rule) + " characters";
            case "maxLength" -> "must have at most " + text(rule) + " characters";
            case "minItems" -> "must have at least " + text(rule) + " elements";
            case "maxItems" -> "must have at most " + text(rule) + " elements";
            case "minProperties" -> "must have at least " + text(rule) + " members";
            case "maxProperties" -> "must have at most " + text(rule) + " members";
            case "uniqueItems" -> "must not repeat elements";
            case "enum" -> "must be one of " + text(rule);
            case "const" -> "must be " + text(rule);
            case "pattern" -> "must match " + text(rule);
            case "format" -> "must be a " + text(rule);
            case "false" -> "must not be there";
            default -> "breaks the rule " + keyword;
        };
    }

    private static String types(@Nullable JsonNode rule) {
        if (rule != null && rule.isArray()) {
            return StreamSupport.stream(rule.spliterator(), false).map(Rules::text).collect(Collectors.joining(" or "));
        }
        return text(rule);
    }

    /** A member's name is no value, but the sender chose it: not more of it than a reader needs. */
    private static String name(Error error) {
        var name = error.getProperty();
        if (name == null) {
            return "named in the schema";
        }
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }

    private static String text(@Nullable JsonNode rule) {
        if (rule == null) {
            return "what the schema says";
        }
        return rule.isString() ? rule.stringValue() : rule.toString();
    }
}
