// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.framework;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/**
 * What this JVM holds once garbage is collected.
 *
 * @param heap bytes
 * @param metaspace bytes, of classes
 * @param threads platform threads that live
 */
record Footprint(long heap, long metaspace, int threads) {
    static Footprint now() {
        System.gc();
        return new Footprint(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getName().equals("Metaspace"))
                        .map(MemoryPoolMXBean::getUsage).findFirst().orElseThrow().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /** Whether it is no more than noise above the other: what leaks by the cycle is far more after hundreds of them. */
    boolean isFlatFrom(Footprint before) {
        return heap - before.heap < 16 << 20 && metaspace - before.metaspace < 4 << 20
                && threads - before.threads < 8;
    }
}
