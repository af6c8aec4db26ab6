// SPDX-License-Identifier: Apache-2.0
package dev.postern.metrics.internal;

import java.lang.management.ManagementFactory;

import dev.postern.core.metrics.Metrics;

/** What the process uses. The management classes are loaded by the first scrape, not at start. */
final class ProcessGauges {
    private ProcessGauges() {}

    static void register(Metrics metrics) {
        metrics.gauge("postern_heap_used_bytes",
                () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        metrics.gauge("postern_heap_max_bytes", () -> Runtime.getRuntime().maxMemory());
        metrics.gauge("postern_platform_threads", () -> ManagementFactory.getThreadMXBean().getThreadCount());
        metrics.gauge("postern_uptime_seconds", () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        metrics.gauge("postern_cpu_seconds", () -> ProcessHandle.current().info().totalCpuDuration()
                .orElseThrow().toNanos() / 1e9);
        metrics.gauge("postern_gc_seconds", () -> ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(collector -> Math.max(0, collector.getCollectionTime())).sum() / 1e3);
    }
}
