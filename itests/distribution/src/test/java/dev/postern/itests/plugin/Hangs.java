// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

import java.util.concurrent.CountDownLatch;

/** A component whose constructor waits for what never comes. */
public final class Hangs {
    /** Waits. */
    public Hangs() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
