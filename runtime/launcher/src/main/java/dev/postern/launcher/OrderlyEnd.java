// SPDX-License-Identifier: Apache-2.0
package dev.postern.launcher;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;

/**
 * SIGTERM and SIGINT stop the framework, so that every bundle drains in its {@code @Deactivate}, and then end the process
 * with 0. The virtual machine alone would answer 143 or 130 and take the bundles down in the middle of their work.
 */
final class OrderlyEnd {
    /** Bundles bound their own draining well below this; it only keeps a hung one from holding the process for ever. */
    private static final long LIMIT_SECONDS = 60;

    private final Framework framework;
    private @Nullable HomeLock lock;
    private boolean signalled;

    private OrderlyEnd(Framework framework) {
        this.framework = framework;
    }

    /** @param framework may be in any state; from here on a signal ends this process with 0 */
    static OrderlyEnd onSignal(Framework framework) {
        OrderlyEnd end = new OrderlyEnd(framework);
        Runtime.getRuntime().addShutdownHook(new Thread(end::run, "postern-end"));
        return end;
    }

    /** Takes the lock that the end gives back; not half of it, when a signal comes in between. */
    synchronized HomeLock take(Home home) throws IOException, HomeLock.Refused, InterruptedException {
        awaitIfSignalled();
        HomeLock taken = HomeLock.take(home);
        lock = taken;
        return taken;
    }

    /** Called when the framework has stopped. Never returns when a signal stopped it: the hook ends the process. */
    synchronized void awaitIfSignalled() throws InterruptedException {
        while (signalled) {
            wait();
        }
    }

    private void run() {
        synchronized (this) {
            signalled = true;
        }
        int status = 0;
        try {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            synchronized (this) {
                if (lock != null) {
                    lock.close();
                }
            }
        } catch (BundleException | IOException failed) {
            System.err.println("postern: could not stop in order: " + failed);
            status = 1;
        } catch (InterruptedException hurried) {
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }
}
