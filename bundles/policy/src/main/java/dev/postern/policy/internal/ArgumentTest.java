// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.policy.internal.PolicyDocument.Argument;

/** A condition on an argument, taken apart once. */
final class ArgumentTest {
    private final Argument argument;
    private final List<String> path;
    private final Optional<Glob> glob;

    ArgumentTest(Argument argument) {
        this.argument = argument;
        path = path(argument.pointer());
        glob = argument.glob().map(Glob::new);
    }

    /** What is wrong with it; empty when nothing is. */
    static Optional<String> problem(Argument argument) {
        if (!argument.pointer().isEmpty() && !argument.pointer().startsWith("/")) {
            return Optional.of("pointer: \"" + argument.pointer() + "\" is no JSON pointer: it begins with /");
        }
        boolean tests = argument.equals().isPresent() || argument.oneOf().isPresent() || argument.prefix().isPresent()
                || argument.glob().isPresent() || argument.minimum().isPresent() || argument.maximum().isPresent()
                || argument.present().isPresent();
        return tests
                ? Optional.empty()
                : Optional.of("say what it must be: equals, oneOf, prefix, glob, minimum, maximum or present");
    }

    private static List<String> path(String pointer) {
        return pointer.isEmpty()
                ? List.of()
                : List.of(pointer.substring(1).split("/", -1)).stream()
                        .map(part -> part.replace("~1", "/").replace("~0", "~")).toList();
    }

    boolean holds(JsonObject input) {
        var found = find(input);
        if (argument.present().isPresent() && argument.present().get() != found.isPresent()) {
            return false;
        }
        boolean onlyPresence = argument.present().isPresent() && !argument.present().get();
        return onlyPresence || found.filter(this::holds).isPresent();
    }

    private boolean holds(JsonValue value) {
        return argument.equals().filter(wanted -> !wanted.equals(value)).isEmpty()
                && argument.oneOf().filter(wanted -> !wanted.contains(value)).isEmpty()
                && argument.prefix().filter(wanted -> !(text(value).startsWith(wanted) && isText(value))).isEmpty()
                && glob.filter(wanted -> !(isText(value) && wanted.matches(text(value)))).isEmpty()
                && argument.minimum().filter(least -> !(number(value) >= least)).isEmpty()
                && argument.maximum().filter(most -> !(number(value) <= most)).isEmpty();
    }

    private static boolean isText(JsonValue value) {
        return value instanceof JsonString;
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString(var text) ? text : "";
    }

    /** Not a number for what is none, which is neither above nor below anything. */
    private static double number(JsonValue value) {
        return value instanceof JsonNumber number ? number.value() : Double.NaN;
    }

    private Optional<JsonValue> find(JsonObject input) {
        Optional<JsonValue> here = Optional.of(input);
        for (var part : path) {
            here = here.flatMap(value -> child(value, part));
        }
        return here;
    }

    private static Optional<JsonValue> child(JsonValue value, String part) {
        return switch (value) {
            case JsonObject object -> object.get(part);
            case JsonArray(var values) -> index(part).filter(at -> at < values.size()).map(values::get);
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> index(String part) {
        boolean digits = !part.isEmpty() && part.length() < 8 && part.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (part.length() == 1 || part.charAt(0) != '0')
                ? Optional.of(Integer.parseInt(part))
                : Optional.empty();
    }
}
