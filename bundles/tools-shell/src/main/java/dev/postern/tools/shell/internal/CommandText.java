// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command line for people who decide on it: quoted as a shell would want it, and with everything that is no plain ASCII
 * character spelled out, so that nothing hides in it, looks like another, or turns the text around.
 */
final class CommandText {
    private static final String PLAIN = "@%+=:,./_-";
    private static final int LAST_TWO_DIGITS = 0x7F;
    private static final int LAST_FOUR_DIGITS = 0xFFFF;

    private CommandText() {}

    static String of(String program, List<String> arguments) {
        return Stream.concat(Stream.of(program), arguments.stream()).map(CommandText::word)
                .collect(Collectors.joining(" "));
    }

    static String word(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        if (text.codePoints().allMatch(CommandText::isPlain)) {
            return text;
        }
        if (text.codePoints().allMatch(CommandText::isPrintable)) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
        return text.codePoints().mapToObj(CommandText::spelled).collect(Collectors.joining("", "$'", "'"));
    }

    private static boolean isPlain(int character) {
        return character >= '0' && character <= '9' || character >= 'A' && character <= 'Z'
                || character >= 'a' && character <= 'z' || PLAIN.indexOf(character) >= 0;
    }

    private static boolean isPrintable(int character) {
        return character >= ' ' && character < LAST_TWO_DIGITS;
    }

    private static String spelled(int character) {
        if (character == '\'' || character == '\\') {
            return "\\" + (char) character;
        }
        if (isPrintable(character)) {
            return Character.toString(character);
        }
        return switch (character) {
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default -> character <= LAST_TWO_DIGITS
                    ? String.format("\\x%02x", character)
                    : String.format(character <= LAST_FOUR_DIGITS ? "\\u%04x" : "\\U%08x", character);
        };
    }
}
