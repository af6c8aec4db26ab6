// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import dev.postern.pipeline.internal.Settings;

/** The messages that a turn collects before it begins. Guarded by the lane's lock. Times are monotonic nanoseconds. */
final class Gathering {
    private final Settings.Collect bounds;
    private final long first;
    private int messages = 1;
    private long bytes;
    private long last;
    private int joining;

    /** With the first message. */
    Gathering(Settings.Collect bounds, int bytes, long at) {
        this.bounds = bounds;
        this.bytes = bytes;
        this.first = at;
        this.last = at;
    }

    /** Whether one more of so many bytes is within the bounds. */
    boolean takes(int more) {
        return messages < bounds.maxMessages() && bytes + more <= bounds.maxBytes();
    }

    /** One more is on its way to be durable. */
    void join(int more, long at) {
        add(more, at);
        joining++;
    }

    /** One more, durable already. */
    void add(int more, long at) {
        messages++;
        bytes += more;
        last = at;
    }

    /** It is durable. */
    void joined() {
        joining--;
    }

    /** Nothing of it was kept. */
    void refused(int less) {
        joining--;
        messages--;
        bytes -= less;
    }

    /** Whether one is still on its way. */
    boolean isJoined() {
        return joining > 0;
    }

    int messages() {
        return messages;
    }

    /** When the turn may begin: once nobody said anything for the quiet time, or it is full or old. */
    long due() {
        if (messages >= bounds.maxMessages() || bytes >= bounds.maxBytes()) {
            return last;
        }
        long quiet = last + bounds.quiet().toNanos();
        long old = first + bounds.maxAge().toNanos();
        return quiet - old < 0 ? quiet : old;
    }
}
