// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.ArrayList;
import java.util.List;

import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** A line as words for completion. Quotes and the like mean nothing: it is prose; a last backslash goes on below. */
final class Words implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && Lines.isContinued(line)) {
            throw new EOFError(-1, -1, "goes on");
        }
        var words = new ArrayList<>(List.of(line.substring(0, Math.min(cursor, line.length())).split(" +", -1)));
        return new Parsed(line, cursor, words);
    }

    /** The words up to the cursor, the last of which is completed. */
    private record Parsed(String line, int cursor, List<String> words) implements CompletingParsedLine {
        @Override
        public String word() {
            return words.getLast();
        }

        @Override
        public int wordCursor() {
            return word().length();
        }

        @Override
        public int wordIndex() {
            return words.size() - 1;
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor();
        }

        @Override
        public int rawWordLength() {
            return wordCursor();
        }
    }
}
