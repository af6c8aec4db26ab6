// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that all connections share: what has arrived in part, or what waits to be read. Each has a limit of its own, but
 * starting what one never finishes, or reading nothing, costs no more than opening a connection: all of it together is
 * what has to be bounded.
 */
public final class SharedRoom {
    private final long bytes;
    private final AtomicLong taken = new AtomicLong();

    /** So many bytes. */
    public SharedRoom(long bytes) {
        this.bytes = bytes;
    }

    /** Takes some. False when there is not so much, and then none is taken. */
    public boolean take(long wanted) {
        if (taken.addAndGet(wanted) <= bytes) {
            return true;
        }
        taken.addAndGet(-wanted);
        return false;
    }

    /** Takes some whether it is there or not. False when it was not: somebody has to give way. */
    public boolean overdraw(long wanted) {
        return taken.addAndGet(wanted) <= bytes;
    }

    /** Gives back what was taken. */
    public void giveBack(long given) {
        taken.addAndGet(-given);
    }

    /** Whether no more is taken than there is. */
    public boolean isWithin() {
        return taken() <= bytes;
    }

    /** How many bytes are taken now. */
    public long taken() {
        return taken.get();
    }
}
