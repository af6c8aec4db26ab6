// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.postern.itests.harness.Gateway;

/** A command of the command line, from its start to its end, without any cache of classes. */
final class CliBench implements Main.Measurement {
    private static final int RUNS = 9;
    /** Not counted: what the file system has to read first. */
    private static final int WARM_UP = 2;

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var gateway = Gateway.start(folder);
                var client = gateway.connect()) {
            var cursor = client.subscribe("turn.*").text("cursor").orElseThrow();
            var session = client.say("/time.now").text("session").orElseThrow();
            for (var command : List.of(
                    List.of("status"),
                    List.of("send", "/time.now"),
                    List.of("events", "--since", cursor, "--count", "1"),
                    List.of("sessions"),
                    List.of("turns", "list", session),
                    List.of("tools"),
                    List.of("plugins"),
                    List.of("token", "list"))) {
                measure(gateway, command, report);
            }
        }
    }

    private static void measure(Gateway gateway, List<String> command, Report report) throws Exception {
        var arguments = new ArrayList<>(command);
        arguments.add("--json");
        var times = new ArrayList<Double>();
        double cpu = 0;
        for (int i = -WARM_UP; i < RUNS; i++) {
            double before = ProcessStat.childrenCpuSeconds();
            long begin = System.nanoTime();
            var done = gateway.command(arguments.toArray(String[]::new));
            if (done.exit() != 0) {
                throw new IllegalStateException(done.err());
            }
            if (i >= 0) {
                times.add((System.nanoTime() - begin) / 1e9);
                cpu += ProcessStat.childrenCpuSeconds() - before;
            }
        }
        times.sort(null);
        report.row(
                "`./postern " + command.getFirst() + "`",
                "0.6 s",
                "median %.2f s (%.2f–%.2f s), %.2f CPU-s",
                times.get(RUNS / 2),
                times.getFirst(),
                times.getLast(),
                cpu / RUNS);
    }
}
