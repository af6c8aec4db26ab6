// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

/** Keeps what is said to people at a length that they and their surfaces can take. */
final class Cut {
    /** A reply, in UTF-16 code units. */
    static final int LONGEST_REPLY = 20_000;

    private static final int LONGEST_QUOTATION = 64;

    private Cut() {}

    /** The reply, or its beginning with a last line that says so. */
    static String reply(String text) {
        if (text.length() <= LONGEST_REPLY) {
            return text;
        }
        int line = text.lastIndexOf('\n', LONGEST_REPLY);
        int end = line > LONGEST_REPLY / 2 ? line : whole(text, LONGEST_REPLY);
        return text.substring(0, end) + "\n… This is cut: " + end + " of " + text.length() + " characters are shown.";
    }

    /** As much of somebody's words as is needed to recognise them. */
    static String quotation(String text) {
        return text.length() <= LONGEST_QUOTATION ? text : text.substring(0, whole(text, LONGEST_QUOTATION)) + "…";
    }

    /** The place, or the one before it where it would cut a character in two. */
    private static int whole(String text, int at) {
        return Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at)) ? at - 1 : at;
    }
}
