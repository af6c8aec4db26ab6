// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Splits {@code key=value …} into keys and values as they are written: quotation marks and JSON stay what they are. */
final class Assignments {
    private final String line;
    private final Function<String, Style> styles;
    private int at;

    /** What a value may be written as. */
    enum Style {
        /** A text. */
        TEXT,
        /** Texts between commas, or a JSON array. */
        LIST,
        /** A text, or JSON. */
        JSON
    }

    /**
     * One of them.
     *
     * @param key what is set
     * @param raw the value as it is written
     */
    record Assignment(String key, String raw) {}

    private Assignments(String line, Function<String, Style> styles) {
        this.line = line;
        this.styles = styles;
    }

    static List<Assignment> of(String line, Function<String, Style> styles) throws InvalidInput {
        return new Assignments(line, styles).all();
    }

    private List<Assignment> all() throws InvalidInput {
        var all = new ArrayList<Assignment>();
        for (skipSpace(); at < line.length(); skipSpace()) {
            var key = key();
            int start = at;
            value(key, styles.apply(key));
            all.add(new Assignment(key, line.substring(start, at)));
        }
        return all;
    }

    private void skipSpace() {
        while (at < line.length() && Quotes.space(line, at)) {
            at++;
        }
    }

    private String key() throws InvalidInput {
        int start = at;
        while (at < line.length() && line.charAt(at) != '=' && !Quotes.space(line, at)) {
            at++;
        }
        var key = line.substring(start, at);
        if (key.isEmpty() || at == line.length() || line.charAt(at) != '=') {
            throw new InvalidInput("Write inputs as key=value, with no space around the =; \""
                    + Cut.quotation(key.isEmpty() ? "=" : key) + "\" is none.");
        }
        at++;
        return key;
    }

    private void value(String key, Style style) throws InvalidInput {
        char first = at < line.length() ? line.charAt(at) : ' ';
        if (style != Style.TEXT && first == '[' || style == Style.JSON && first == '{') {
            json(key);
        } else {
            text(key, style == Style.LIST);
        }
    }

    private void json(String key) throws InvalidInput {
        int depth = 0;
        boolean inText = false;
        for (; at < line.length(); at++) {
            char c = line.charAt(at);
            if (inText) {
                at += c == '\\' ? 1 : 0;
                inText = c != '"';
            } else if (c == '"') {
                inText = true;
            } else if (c == '[' || c == '{') {
                depth++;
            } else if ((c == ']' || c == '}') && --depth == 0) {
                at++;
                end(key);
                return;
            }
        }
        throw new InvalidInput(
                "The JSON of " + Cut.quotation(key) + " does not end: a bracket or a quotation mark is not closed.");
    }

    private void text(String key, boolean list) throws InvalidInput {
        boolean first = true;
        while (at < line.length() && !Quotes.space(line, at)) {
            if (first && Quotes.opens(line, at)) {
                at = Quotes.close(line, at);
                if (at < 0) {
                    throw Quotes.unclosed();
                }
                if (!(list && at < line.length() && line.charAt(at) == ',')) {
                    end(key);
                }
                first = false;
            } else {
                first = list && line.charAt(at) == ',';
                at += Quotes.keeps(line, at) ? 2 : 1;
            }
        }
    }

    private void end(String key) throws InvalidInput {
        if (at < line.length() && !Quotes.space(line, at)) {
            throw new InvalidInput("A space is missing after the value of " + Cut.quotation(key) + ".");
        }
    }
}
