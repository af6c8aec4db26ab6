// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import dev.postern.api.tool.Cancellation;
import dev.postern.api.tool.ToolException;

/** What is looked for in each line. */
sealed interface LineQuery {

    static LineQuery of(SearchFiles.Input input, Cancellation cancellation) throws ToolException {
        if (!input.regex()) {
            return new Literal(input.caseSensitive() ? input.query() : fold(input.query()), input.caseSensitive());
        }
        int flags = input.caseSensitive() ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        try {
            return new Expression(Pattern.compile(input.query(), flags), cancellation);
        } catch (PatternSyntaxException wrong) {
            throw new ToolException(
                    "invalid_input",
                    "query is no regular expression: " + wrong.getDescription() + " at character " + wrong.getIndex());
        }
    }

    /** Without capital letters, character by character: places in it are places in the text. */
    private static String fold(String text) {
        var folded = text.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = Character.toLowerCase(Character.toUpperCase(folded[i]));
        }
        return new String(folded);
    }

    /** Whether it is worth while to look at the lines of the text. */
    boolean mayBeIn(String text);

    /** Where in the line it is, or -1. */
    int find(String line, String path) throws ToolException, InterruptedException;

    /** A text as it is. */
    record Literal(String query, boolean caseSensitive) implements LineQuery {
        @Override
        public boolean mayBeIn(String text) {
            return folded(text).contains(query);
        }

        @Override
        public int find(String line, String path) {
            return folded(line).indexOf(query);
        }

        private String folded(String text) {
            return caseSensitive ? text : fold(text);
        }
    }

    /** A regular expression; the caller wrote it, so it may be one that tries for ever. */
    record Expression(Pattern pattern, Cancellation cancellation) implements LineQuery {
        @Override
        public boolean mayBeIn(String text) {
            return true;
        }

        @Override
        public int find(String line, String path) throws ToolException, InterruptedException {
            try {
                var matcher = pattern.matcher(new WatchedText(line, cancellation));
                return matcher.find() ? matcher.start() : -1;
            } catch (WatchedText.Stopped stopped) {
                cancellation.check();
                throw tooCostly(path);
            } catch (StackOverflowError tooDeep) {
                throw tooCostly(path);
            }
        }

        private static ToolException tooCostly(String path) {
            return new ToolException(
                    "invalid_input", "the expression takes too long on a line of " + path + "; make it simpler");
        }
    }
}
