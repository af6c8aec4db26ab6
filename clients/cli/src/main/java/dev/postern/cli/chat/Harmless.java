// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

/**
 * What a model or a tool wrote, as a terminal may be given it: control characters, which it would obey, and characters that
 * reorder or hide others (Unicode TR 36) become {@code \}u escapes. What languages and emoji need stays: it is read as prose,
 * not decided by. Takes a text in pieces, wherever they are cut; used by one thread.
 */
final class Harmless {
    private static final int JOINER = 0x200D;
    private static final int NON_JOINER = 0x200C;

    /** The end of a piece whose meaning the next one decides: half of a pair, or the first of two line ends. */
    private String held = "";

    /** All of a text. */
    static String prose(String text) {
        var harmless = new Harmless();
        return harmless.take(text) + harmless.rest();
    }

    /** The next piece. */
    String take(String piece) {
        var text = held + piece;
        int end = text.length();
        if (end > 0 && (text.charAt(end - 1) == '\r' || Character.isHighSurrogate(text.charAt(end - 1)))) {
            end--;
        }
        held = text.substring(end);
        return clean(text.substring(0, end));
    }

    /** What was held back, once nothing follows. */
    String rest() {
        var text = held;
        held = "";
        return clean(text);
    }

    private static String clean(String text) {
        if (text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7F)) {
            return text;
        }
        var out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\r' && i < text.length() && text.charAt(i) == '\n') {
                continue;
            }
            if (c == '\t') {
                out.append("    ");
            } else if (isHarmful(c)) {
                escape(out, c);
            } else {
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }

    private static boolean isHarmful(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\n';
            case Character.FORMAT -> c != JOINER && c != NON_JOINER && !isSignOfNumbers(c);
            case Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Of the category of what is invisible, and seen all the same. */
    private static boolean isSignOfNumbers(int c) {
        return c >= 0x600 && c <= 0x605 || c == 0x6DD || c == 0x70F || c == 0x8E2 || c == 0x110BD || c == 0x110CD;
    }

    private static void escape(StringBuilder out, int c) {
        for (char unit : Character.toChars(c)) {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.append(Character.forDigit(unit >> shift & 15, 16));
            }
        }
    }
}
