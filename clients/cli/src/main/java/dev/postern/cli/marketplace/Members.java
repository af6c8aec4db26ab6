// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.cli.Failure;

/**
 * Members of an object in a file that may be anybody's, each held against its rule. What breaks one is named with its place.
 *
 * @param object whose they are
 * @param where it stands, such as {@code catalogue.json/plugins/3}
 */
record Members(JsonObject object, String where) {
    /** JSON of eight million bytes has no more values of any use. */
    private static final int MAX_VALUES = 1_000_000;

    /** The object that a file holds. */
    static Members of(String file, String text) throws Failure {
        try {
            if (JsonValue.parse(text, MAX_VALUES) instanceof JsonObject object) {
                return new Members(object, file);
            }
        } catch (JsonFormatException malformed) {
            throw new Failure("invalid", file + " is no JSON: " + malformed.getMessage());
        }
        throw new Failure("invalid", file + " must hold one JSON object");
    }

    String text(String name, String pattern) throws Failure {
        return text(name, pattern, Integer.MAX_VALUE);
    }

    String text(String name, String pattern, int most) throws Failure {
        var text = text(name, 0, most);
        // not find: $ is before a last line break, too
        if (!text.matches(pattern)) {
            throw refused(name, "must match " + pattern);
        }
        return text;
    }

    String text(String name, int least, int most) throws Failure {
        var text = object.text(name).orElseThrow(() -> refused(name, "must be there, a text"));
        if (text.codePointCount(0, text.length()) < least || text.length() > most * 2L
                || text.codePointCount(0, text.length()) > most) {
            throw refused(name, "must have " + least + " to " + most + " characters");
        }
        return text;
    }

    long number(String name, long least, long most) throws Failure {
        long number = object.integer(name).orElseThrow(() -> refused(name, "must be there, a whole number"));
        if (number < least || number > most) {
            throw refused(name, "must be from " + least + " to " + most);
        }
        return number;
    }

    Instant time(String name) throws Failure {
        try {
            return Instant.parse(text(name, 1, 64));
        } catch (DateTimeException malformed) {
            throw refused(name, "must be a moment by RFC 3339");
        }
    }

    List<String> texts(String name, int most) throws Failure {
        var texts = new ArrayList<String>();
        for (var value : array(name, most).values()) {
            texts.add(value instanceof JsonString(var text) ? text : fail(name, "must hold texts only"));
        }
        return texts;
    }

    Members member(String name) throws Failure {
        return optional(name).orElseThrow(() -> refused(name, "must be there, an object"));
    }

    Optional<Members> optional(String name) throws Failure {
        return object.get(name).isEmpty()
                ? Optional.empty()
                : Optional.of(new Members(object.object(name).orElseThrow(() -> refused(name, "must be an object")),
                        where + "/" + name));
    }

    List<Members> objects(String name, int most) throws Failure {
        var objects = new ArrayList<Members>();
        for (var value : array(name, most).values()) {
            if (!(value instanceof JsonObject each)) {
                throw refused(name, "must hold objects only");
            }
            objects.add(new Members(each, where + "/" + name + "/" + objects.size()));
        }
        return objects;
    }

    private JsonArray array(String name, int most) throws Failure {
        var array = object.array(name).orElseThrow(() -> refused(name, "must be there, a list"));
        if (array.values().size() > most) {
            throw refused(name, "must have at most " + most + " elements");
        }
        return array;
    }

    Failure refused(String name, String rule) {
        return new Failure("invalid", where + "/" + name + " " + rule);
    }

    private String fail(String name, String rule) throws Failure {
        throw refused(name, rule);
    }
}
