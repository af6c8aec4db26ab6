package dev.postern.gateway.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that what has arrived in part shares, over all connections. Each has a limit of its own, but starting what one
 * never finishes costs no more than opening a connection: all of it together is what has to be bounded.
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

    /** Gives back what was taken. */
    public void giveBack(long given) {
        taken.addAndGet(-given);
    }

    /** How many bytes are taken now. */
    public long taken() {
        return taken.get();
    }
}
