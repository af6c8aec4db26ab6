// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

/**
 * A text that lets itself be read only so often: senders choose texts, and some make a regular expression try for ever.
 *
 * @param text what is matched
 * @param reads counts down, shared by all parts of the text
 */
record BoundedText(String text, int[] reads) implements CharSequence {
    private static final int READS = 2_000_000;

    BoundedText(String text) {
        this(text, new int[]{READS});
    }

    @Override
    public char charAt(int index) {
        if (--reads[0] < 0) {
            throw new TooCostlyException();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new BoundedText(text.substring(start, end), reads);
    }

    @Override
    public String toString() {
        return text;
    }
}
