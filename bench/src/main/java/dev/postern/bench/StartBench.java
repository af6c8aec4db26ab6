// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;

import dev.postern.itests.harness.Gateway;

/** From {@code ./postern run} to the first 200 of {@code /readyz}, with the start-up caches that the first start of all made. */
final class StartBench implements Main.Measurement {
    private static final int RUNS = 5;

    @Override
    public void run(Path folder, Report report) throws Exception {
        var wall = new ArrayList<Double>();
        var cpu = new ArrayList<Double>();
        long resident = 0;
        for (int i = -1; i < RUNS; i++) {
            long begin = System.nanoTime();
            try (var gateway = Gateway.start(folder)) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                double used = ProcessStat.cpuSeconds(gateway.process().pid());
                if (i >= 0) {
                    wall.add(seconds);
                    cpu.add(used);
                }
                if (i == RUNS - 1) {
                    Thread.sleep(10_000); // idle is what is measured
                    resident = ProcessStat.residentKib(gateway.process().pid());
                }
                gateway.terminate();
            }
        }
        wall.sort(null);
        cpu.sort(null);
        report.row(
                "start to `/readyz` 200, median of " + RUNS,
                "2.5 s, 5 CPU-s",
                "%.2f s, %.2f CPU-s (%.2f–%.2f s)",
                wall.get(RUNS / 2),
                cpu.get(RUNS / 2),
                wall.getFirst(),
                wall.getLast());
        report.row("memory, idle", "250 MB RSS", "%.0f MB RSS", resident / 1024.0);
    }
}
