// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

/** Holds the newest {@link DurableState}: set by the committing thread, read by all. */
final class Durable {
    private volatile DurableState state;

    Durable(DurableState state) {
        this.state = state;
    }

    DurableState state() {
        return state;
    }

    void set(DurableState next) {
        state = next;
    }
}
