// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

/**
 * A key that is kept pressed, as a terminal tells of it: it repeats, and letting go is silence. A single press starts nothing:
 * somebody may have been typing. All times are in ms of one clock that never goes back; used by one thread.
 */
final class HoldKey {
    /** So often is said that somebody still holds. */
    static final long BEAT_MS = 500;
    /** Silence that means that the key was let go. The gateway itself waits for 1,500 ms since the last beat. */
    static final long LET_GO_MS = 600;
    /** Until a key begins to repeat: some wait for a whole second. */
    static final long BEGIN_MS = 1_200;
    /** The press, and twice its repetition. */
    private static final int SURE = 3;
    /** Pasted text repeats, too, and all at once. */
    private static final long SURE_MS = 200;

    /** What is to be done. */
    enum Act {
        NOTHING,
        /** Say that it is held. */
        BEAT,
        /** Say that it was let go. */
        RELEASE
    }

    private int presses;
    private long first;
    private long last;
    private long beat;
    private boolean isHeld;
    private boolean isOver;

    /** The key came. */
    Act press(long now) {
        if (now - last > (isHeld || isOver ? LET_GO_MS : BEGIN_MS)) {
            if (isHeld) {
                return tick(now);
            }
            presses = 0;
            isOver = false;
        }
        if (presses == 0) {
            first = now;
        }
        last = now;
        if (isOver || ++presses < SURE || now - first < SURE_MS || isHeld && now - beat < BEAT_MS) {
            return Act.NOTHING;
        }
        isHeld = true;
        beat = now;
        return Act.BEAT;
    }

    /** Time passed; to be told several times a second. */
    Act tick(long now) {
        if (isHeld && now - last > LET_GO_MS) {
            isHeld = false;
            presses = 0;
            return Act.RELEASE;
        }
        return Act.NOTHING;
    }

    /** There is nothing to hold any more: what still comes of the key means nothing. */
    void over() {
        isOver = isHeld;
        isHeld = false;
        presses = 0;
    }

    boolean isHeld() {
        return isHeld;
    }

    /** Whether the key is still pressed though there is nothing to hold. */
    boolean isLeftOver(long now) {
        return isOver && now - last <= LET_GO_MS;
    }
}
