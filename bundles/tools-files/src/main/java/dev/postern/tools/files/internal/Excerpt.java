// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

/** Cuts long lines around what was found in them. */
final class Excerpt {
    private static final int LONGEST = 400;
    private static final int BEFORE = 100;

    private Excerpt() {}

    static String of(String line, int found) {
        if (line.length() <= LONGEST) {
            return line;
        }
        int from = Math.clamp(found - BEFORE, 0, line.length() - LONGEST);
        return line.substring(whole(line, from), whole(line, from + LONGEST));
    }

    /** The place, or the one before it where it would cut a character in two. */
    static int whole(String line, int at) {
        return at > 0 && at < line.length() && Character.isSurrogatePair(line.charAt(at - 1), line.charAt(at))
                ? at - 1
                : at;
    }
}
