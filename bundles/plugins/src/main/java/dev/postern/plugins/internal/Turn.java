// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.postern.core.plugin.PluginException;

/** Whose turn it is to change what is installed: one after another, in the order in which they asked. */
final class Turn {
    /** The first permit comes once the start has put things in order. */
    private final Semaphore turn = new Semaphore(0, true);
    private volatile boolean closed;

    /** The start has put things in order. */
    void open() {
        turn.release();
    }

    /** Waits for the change under way, and lets no other begin: who waits for his turn is told so. */
    boolean close(Duration limit) throws InterruptedException {
        closed = true;
        try {
            return turn.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            turn.release();
        }
    }

    /**
     * Waits for the turn, and has it while the work lasts.
     *
     * @throws PluginException that of the work; code {@code unavailable} after the end, and when the disk fails
     */
    <T> T take(Work<T> work) throws PluginException, InterruptedException {
        turn.acquire();
        try {
            if (closed) {
                throw new PluginException("unavailable", "plugins are not managed for a moment; try again", null);
            }
            return work.run();
        } catch (ClosedByInterruptException interrupted) {
            Thread.interrupted();
            var hurry = new InterruptedException("interrupted while copying");
            hurry.initCause(interrupted);
            throw hurry;
        } catch (IOException disk) {
            throw new PluginException("unavailable", "it could not be read or written: " + disk.getMessage(), disk);
        } finally {
            turn.release();
        }
    }

    /** What is done in one's turn. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws PluginException, InterruptedException, IOException;
    }
}
