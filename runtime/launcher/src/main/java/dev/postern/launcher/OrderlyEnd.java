package dev.postern.launcher;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
    private final HomeLock lock;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean signalled;

    private OrderlyEnd(Framework framework, HomeLock lock) {
        this.framework = framework;
        this.lock = lock;
    }

    static OrderlyEnd onSignal(Framework framework, HomeLock lock) {
        OrderlyEnd end = new OrderlyEnd(framework, lock);
        Runtime.getRuntime().addShutdownHook(new Thread(end::run, "postern-end"));
        return end;
    }

    private void run() {
        signalled = true;
        int status = 0;
        try {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            lock.close();
        } catch (BundleException | IOException failed) {
            System.err.println("postern: could not stop in order: " + failed);
            status = 1;
        } catch (InterruptedException hurried) {
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }

    /** Called when the framework has stopped. Never returns when a signal stopped it: the hook ends the process. */
    void await() throws InterruptedException {
        if (signalled) {
            done.await();
        }
    }
}
