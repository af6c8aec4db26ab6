// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands between brackets in a pattern: characters, and ranges of them.
 *
 * @param ranges each from and to, both included
 * @param end where the closing bracket stands
 */
record CharacterSet(List<Range> ranges, int end) {

    /** A single character is a range, too. */
    record Range(int from, int to) {}

    static CharacterSet at(int[] characters, int open, String text) {
        var ranges = new ArrayList<Range>();
        int at = open + 1;
        while (at < characters.length && characters[at] != ']') {
            if (at == open + 1 && (characters[at] == '!' || characters[at] == '^')) {
                throw new IllegalArgumentException(
                        text + " says what a character is not: say what it is, or put a \\ before the sign");
            }
            int first = at;
            at = after(characters, at);
            int last = first;
            if (at + 1 < characters.length && characters[at] == '-' && characters[at + 1] != ']') {
                last = at + 1;
                at = after(characters, last);
            }
            var range = new Range(character(characters, first), character(characters, last));
            if (range.from() > range.to()) {
                throw new IllegalArgumentException(text + " has a range that goes backwards");
            }
            ranges.add(range);
        }
        if (at >= characters.length || ranges.isEmpty()) {
            throw new IllegalArgumentException(text + " has a [ that is not closed, or nothing in it");
        }
        return new CharacterSet(ranges, at);
    }

    private static int after(int[] characters, int at) {
        return characters[at] == '\\' ? at + 2 : at + 1;
    }

    private static int character(int[] characters, int at) {
        return characters[at] == '\\' && at + 1 < characters.length ? characters[at + 1] : characters[at];
    }

    boolean holds(int character) {
        return ranges.stream().anyMatch(range -> range.from() <= character && character <= range.to());
    }
}
