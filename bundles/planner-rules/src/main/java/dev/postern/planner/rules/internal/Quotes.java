// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * How texts with spaces are written. A value in {@code "…"} or {@code '…'} is what stands between; within the first kind
 * {@code \"} and {@code \\} stand for the second character. Elsewhere a backslash keeps white space, quotation marks,
 * commas and itself; before anything else it is a backslash, so that paths and expressions can be written as they are.
 */
final class Quotes {
    private Quotes() {}

    static boolean opens(String text, int at) {
        return at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
    }

    /** The place after the closing mark of the one that stands at the place; -1 when there is none. */
    static int close(String text, int at) {
        char mark = text.charAt(at);
        for (int i = at + 1; i < text.length(); i++) {
            if (text.charAt(i) == mark) {
                return i + 1;
            }
            if (mark == '"' && escapes(text, i, "\"\\")) {
                i++;
            }
        }
        return -1;
    }

    /** Whether a backslash there, outside of quotation marks, keeps what comes after it. */
    static boolean keeps(String text, int at) {
        return escapes(text, at, "\"'\\,") || at + 1 < text.length() && text.charAt(at) == '\\' && space(text, at + 1);
    }

    /** White space of any script; that between which no line may be broken as well. */
    static boolean space(String text, int at) {
        return Character.isWhitespace(text.charAt(at)) || Character.isSpaceChar(text.charAt(at));
    }

    /** What the text stands for. */
    static String value(String text) {
        if (opens(text, 0) && close(text, 0) == text.length()) {
            var inner = text.substring(1, text.length() - 1);
            return text.charAt(0) == '"' ? unescaped(inner, true) : inner;
        }
        return unescaped(text, false);
    }

    /** Elements between commas, as they are written, without white space around them. */
    static List<String> elements(String text) throws InvalidInput {
        var elements = new ArrayList<String>();
        int start = 0;
        boolean first = true;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == ',') {
                elements.add(text.substring(start, at).strip());
                start = at + 1;
                first = true;
            } else if (first && opens(text, at)) {
                at = close(text, at) - 1;
                if (at < 0) {
                    throw unclosed();
                }
                first = false;
            } else {
                first &= space(text, at);
                at += keeps(text, at) ? 1 : 0;
            }
        }
        elements.add(text.substring(start).strip());
        return elements;
    }

    static InvalidInput unclosed() {
        return new InvalidInput("A quotation mark is not closed.");
    }

    private static String unescaped(String text, boolean quoted) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (quoted ? escapes(text, i, "\"\\") : keeps(text, i)) {
                i++;
            }
            out.append(text.charAt(i));
        }
        return out.toString();
    }

    private static boolean escapes(String text, int at, String kept) {
        return at + 1 < text.length() && text.charAt(at) == '\\' && kept.indexOf(text.charAt(at + 1)) >= 0;
    }
}
