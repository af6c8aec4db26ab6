// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.networknt.schema.regex.RegularExpression;

/**
 * A regular expression of a schema, matched with bounded work. Plugins choose expressions and peers choose texts, and some
 * pairs make a backtracking matcher try for years: every look at a character is counted, and at the limit the match is
 * given up, which refuses the value.
 */
final class BoundedPattern implements RegularExpression {
    /** Looks a character of the text, and for the shortest text: orders of magnitude above what sane expressions need. */
    private static final long LOOKS_A_CHARACTER = 50;

    private static final long LOOKS_AT_LEAST = 100_000;

    private final Pattern pattern;

    BoundedPattern(String expression) {
        pattern = Pattern.compile(toJava(expression));
    }

    @Override
    public boolean matches(String text) {
        try {
            return pattern.matcher(new Counted(text, new long[]{LOOKS_AT_LEAST + LOOKS_A_CHARACTER * text.length()}))
                    .find();
        } catch (StackOverflowError e) {
            // the matcher recurses on some repetitions
            throw new TooCostly();
        }
    }

    /**
     * ECMA-262 to Java where they mean different things: {@code $} is the very end, not also before a last line break, and
     * inside brackets {@code [} and {@code &&} are plain characters.
     */
    static String toJava(String expression) throws PatternSyntaxException {
        var java = new StringBuilder();
        boolean inBrackets = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\' && i + 1 < expression.length()) {
                java.append(c).append(expression.charAt(++i));
            } else if (inBrackets && (c == '[' || c == '&')) {
                java.append('\\').append(c);
            } else if (!inBrackets && c == '$') {
                java.append("\\z");
            } else {
                inBrackets = c == '[' || inBrackets && c != ']';
                java.append(c);
            }
        }
        return java.toString();
    }

    /** The match took more looks than it may. */
    static final class TooCostly extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooCostly() {
            super(null, null, false, false);
        }
    }

    /** A text that counts how often it is looked at, through all its parts. */
    private record Counted(CharSequence text, long[] left) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new TooCostly();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
