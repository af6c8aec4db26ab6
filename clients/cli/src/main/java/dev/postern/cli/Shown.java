// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonValue;

/**
 * What others wrote, as a person may be shown it who decides by it. What cannot be seen, or moves what can (control
 * characters, which a terminal obeys; bidirectional controls; characters without width), is shown as {@code \}u escapes; a
 * word that mixes scripts whose letters look alike is followed by their names. See Unicode TR 36.
 */
public final class Shown {
    private static final String[] SCRIPTS = {"Latin", "Cyrillic", "Greek"};
    /** Letters and marks by their category, and yet nothing to be seen: joiners, fillers, inherent vowels, a blank. */
    private static final String BLANK = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    private Shown() {}

    /** A text, on one line. Where anything is escaped in it, backslashes are doubled: no text passes for another. */
    public static String line(String text) {
        return isPlain(text) && !looksEscaped(text) ? text : show(text, false, true);
    }

    /** A text of several lines, such as a difference. */
    public static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        for (var line : text.stripTrailing().split("\n", -1)) {
            // as wide as it likes, and at its place
            lines.add(String.join("\t", java.util.Arrays.stream(line.split("\t", -1)).map(Shown::line).toList()));
        }
        return lines;
    }

    /** A value as JSON, for people. */
    public static String json(JsonValue value) {
        var text = value.toString();
        return isPlain(text) ? text : show(text, true, true);
    }

    /** A value as JSON for programs: what it says is the same. */
    public static String exact(JsonValue value) {
        var text = value.toString();
        return isPlain(text) ? text : show(text, true, false);
    }

    /** What is said to a person, as it was said: only what a terminal would obey is escaped. */
    static String prose(String text) {
        if (text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            return text;
        }
        var out = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            if (Character.isISOControl(c) && c != '\n' && c != '\t') {
                escape(out, c);
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean looksEscaped(String text) {
        for (int at = text.indexOf("\\u"); at >= 0; at = text.indexOf("\\u", at + 1)) {
            int digits = 0;
            while (digits < 4 && at + 2 + digits < text.length()
                    && Character.digit(text.charAt(at + 2 + digits), 16) >= 0) {
                digits++;
            }
            if (digits == 4) {
                return true;
            }
        }
        return false;
    }

    private static String show(String text, boolean json, boolean marked) {
        boolean doubled = !json && (looksEscaped(text) || text.codePoints().anyMatch(Shown::isHidden));
        var out = new StringBuilder(text.length() + 32);
        int scripts = 0;
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isHidden(c)) {
                // within a word, too: it must not hide that the word mixes scripts
                escape(out, c);
                continue;
            }
            if (isOfAWord(c)) {
                scripts |= script(c);
            } else {
                mark(out, scripts, marked);
                scripts = 0;
            }
            out.appendCodePoint(c);
            if (c == '\\' && doubled) {
                out.append('\\');
            } else if (c == '\\' && json && i < text.length()) {
                // the letter of an escape is of no word
                out.append(text.charAt(i++));
            }
        }
        mark(out, scripts, marked);
        return out.toString();
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE, Character.UNASSIGNED ->
                true;
            default -> BLANK.indexOf(c) >= 0;
        };
    }

    private static void escape(StringBuilder out, int c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                for (char unit : Character.toChars(c)) {
                    out.append("\\u");
                    for (int shift = 12; shift >= 0; shift -= 4) {
                        out.append(Character.forDigit(unit >> shift & 15, 16));
                    }
                }
            }
        }
    }

    private static boolean isOfAWord(int c) {
        return Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    private static int script(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case LATIN -> 1;
            case CYRILLIC -> 2;
            case GREEK -> 4;
            default -> 0;
        };
    }

    private static void mark(StringBuilder out, int scripts, boolean marked) {
        if (!marked || Integer.bitCount(scripts) < 2) {
            return;
        }
        var separator = "[!";
        for (int i = 0; i < SCRIPTS.length; i++) {
            if ((scripts & 1 << i) != 0) {
                out.append(separator).append(SCRIPTS[i]);
                separator = "+";
            }
        }
        out.append(']');
    }
}
