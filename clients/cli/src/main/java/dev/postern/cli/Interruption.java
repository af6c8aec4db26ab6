// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a command that it is to end (Ctrl-C, a closed terminal, SIGTERM), and leaves it a while to do so decently. */
final class Interruption implements AutoCloseable {
    /** Then the JVM ends, whatever the command does. */
    private static final long PATIENCE_MS = 5_000;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "interruption");

    private Interruption() {}

    /** From now on. */
    static Interruption watch() {
        var interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether the command is to end. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits until the command is to end, so long at most. */
    boolean within(long nanos) throws Failure {
        try {
            return asked.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("cancelled", "interrupted");
        }
    }

    /** The command's thread says what there is to say and halts the JVM meanwhile. */
    private void end() {
        asked.countDown();
        try {
            var unused = closed.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
            Thread.sleep(PATIENCE_MS / 10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            closed.countDown();
        }
    }
}
