// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps carriers for everybody else's virtual threads while tools compute: virtual threads are not preempted, and as many
 * loops as there are processors would stop the gateway. One more carrier for each, through the scheduler's MXBean (JDK 24
 * and later).
 */
final class CarrierThreads {
    private static final Logger LOG = LoggerFactory.getLogger(CarrierThreads.class);
    private static final String NAME = "jdk.management:type=VirtualThreadScheduler";
    private static final String PARALLELISM = "Parallelism";
    private static final int MOST = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Integer normal;
    private int kept;

    /** So many more, or fewer, are kept by tools. */
    void kept(int more) {
        lock.lock();
        try {
            kept += more;
            var server = ManagementFactory.getPlatformMBeanServer();
            var scheduler = new ObjectName(NAME);
            int base = base(server, scheduler);
            server.setAttribute(scheduler, new Attribute(PARALLELISM, base + Math.min(kept, MOST)));
            // has the scheduler see that what waits can run now
            Thread.ofVirtual().start(() -> {});
        } catch (JMException | RuntimeException e) {
            LOG.warn("The number of carrier threads cannot be changed; tools that compute may slow the gateway down",
                    e);
        } finally {
            lock.unlock();
        }
    }

    private int base(MBeanServer server, ObjectName scheduler) throws JMException {
        var known = normal;
        if (known == null) {
            known = (Integer) server.getAttribute(scheduler, PARALLELISM);
            normal = known;
        }
        return known;
    }
}
