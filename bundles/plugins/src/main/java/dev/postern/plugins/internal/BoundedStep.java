// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/**
 * A step in which a plugin's own code runs, on a thread of its own: what hangs there holds up that plugin and nobody else.
 * Used by one thread.
 */
final class BoundedStep {
    /** How long code may take to hear an interrupt. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final AtomicBoolean settled = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Throwable failure;

    /**
     * Begins it.
     *
     * @param late runs on the same thread after the step when nobody waits for it any more
     */
    BoundedStep(String name, Step step, Runnable late) {
        thread = Thread.ofPlatform().daemon().name(name).start(() -> {
            perform(step);
            ended.countDown();
            if (!settled.compareAndSet(false, true)) {
                late.run();
            }
        });
    }

    @SuppressWarnings("CatchThrowable") // whatever it is, somebody waits for it
    private void perform(Step step) {
        try {
            step.run();
        } catch (Throwable failed) {
            failure = failed;
        }
    }

    /** Waits for its end; false when it did not come in time. */
    boolean await(Duration limit) throws BundleException, InterruptedException {
        if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        switch (failure) {
            case null -> {
                return true;
            }
            case BundleException failed -> throw failed;
            default -> throw new BundleException(String.valueOf(failure), failure);
        }
    }

    /** Waits for its end, whoever is in a hurry; false when it did not come in time. */
    boolean awaitUninterruptibly(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            for (;;) {
                try {
                    return ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException hurry) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Interrupts it; false when it does not hear, and ends some time later or never. */
    boolean cutOff() {
        thread.interrupt();
        return awaitUninterruptibly(GRACE) || !settled.compareAndSet(false, true);
    }

    /** What is done. */
    @FunctionalInterface
    interface Step {
        void run() throws BundleException;
    }
}
