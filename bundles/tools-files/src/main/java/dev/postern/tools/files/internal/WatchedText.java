// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import dev.postern.api.tool.Cancellation;

/** A text that stops whoever reads it too often, or after the call was cancelled: a matcher hears of neither. */
final class WatchedText implements CharSequence {
    private static final int MAX_READS = 20_000_000;
    private static final int READS_BETWEEN_LOOKS = 8_192;

    private final String text;
    private final Cancellation cancellation;
    private int reads;

    /** Ends the match. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    WatchedText(String text, Cancellation cancellation) {
        this.text = text;
        this.cancellation = cancellation;
    }

    @Override
    public char charAt(int index) {
        if (++reads % READS_BETWEEN_LOOKS == 0 && (reads > MAX_READS || cancellation.requested())) {
            throw new Stopped();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
