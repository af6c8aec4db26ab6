package dev.postern.planner.rules.internal;

import java.util.ArrayList;
import java.util.List;

/** Splits a line at white space; quotation marks keep words together, a backslash keeps the next character. */
final class Words {
    private Words() {}

    static List<String> split(String line) throws InvalidInput {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length() && quote != '\'') {
                word.append(line.charAt(++i));
                inWord = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new InvalidInput("A quotation mark " + quote + " is not closed.");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
