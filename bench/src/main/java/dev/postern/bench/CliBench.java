package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;

import dev.postern.itests.harness.Gateway;

/** A command of the command line, from its start to its end, with its caches made. */
final class CliBench implements Main.Measurement {
    private static final int RUNS = 9;

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var gateway = Gateway.start(folder)) {
            for (var command : new String[]{"status", "sessions", "tools"}) {
                var times = new ArrayList<Double>();
                for (int i = -2; i < RUNS; i++) {
                    long begin = System.nanoTime();
                    var done = gateway.command(command, "--json");
                    if (done.exit() != 0) {
                        throw new IllegalStateException(done.err());
                    }
                    if (i >= 0) {
                        times.add((System.nanoTime() - begin) / 1e9);
                    }
                }
                times.sort(null);
                report.row(
                        "`./postern " + command + "`",
                        "0.6 s",
                        "median %.2f s (%.2f–%.2f s)",
                        times.get(RUNS / 2),
                        times.getFirst(),
                        times.getLast());
            }
        }
    }
}
