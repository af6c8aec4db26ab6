// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.util.Locale;

/**
 * Characters that do not show, or make others show elsewhere: whoever decides by what is shown must know of them. The
 * joiners that several scripts and many little pictures need are none.
 */
final class Unseen {
    private Unseen() {}

    /** Whether there are any, besides the ends of lines and tabulators. */
    static boolean in(String text) {
        return text.codePoints().anyMatch(Unseen::hides);
    }

    /** The text with each of them as its number. */
    static String shown(String text) {
        if (!in(text)) {
            return text;
        }
        var shown = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (hides(character)) {
                shown.append(String.format(Locale.ROOT, "\\u{%x}", character));
            } else {
                shown.appendCodePoint(character);
            }
        });
        return shown.toString();
    }

    private static boolean hides(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\n' && character != '\r' && character != '\t';
            case Character.FORMAT -> character != 0x200C && character != 0x200D;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
