// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.function.LongSupplier;

/**
 * What a person is asked about, and since when. A line that comes sooner than anybody reads was typed before the question
 * stood there, and answers nothing. Told by one thread, asked by another.
 */
final class Attention {
    static final long READING_MS = 700;

    private final LongSupplier clock;
    private String asked = "";
    private long since;

    /** @param clock ms that never go back */
    Attention(LongSupplier clock) {
        this.clock = clock;
    }

    static Attention ofNow() {
        return new Attention(() -> System.nanoTime() / 1_000_000);
    }

    /** This is asked now; empty for nothing. */
    synchronized void on(String approval) {
        if (!approval.equals(asked)) {
            asked = approval;
            since = clock.getAsLong();
        }
    }

    /** What a line that was typed now can be an answer to; empty for nothing. */
    synchronized String answered() {
        return clock.getAsLong() - since >= READING_MS ? asked : "";
    }
}
