// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.run;

/** The turn was told to stop. */
public final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Stop stop;

    private final boolean cutOff;

    /**
     * With the reason.
     *
     * @param stop why
     * @param cutOff whether work was interrupted, so that its records do not tell how it ended
     */
    StoppedException(Stop stop, boolean cutOff) {
        super(stop.toString(), null, false, false);
        this.stop = stop;
        this.cutOff = cutOff;
    }

    /** Why. */
    public Stop stop() {
        return stop;
    }

    /** Whether work was interrupted. */
    public boolean cutOff() {
        return cutOff;
    }
}
