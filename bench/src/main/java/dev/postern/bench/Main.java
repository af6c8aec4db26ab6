// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Runs the measurements named, or all. */
final class Main {
    private Main() {}

    /** A measurement: prints its rows. */
    interface Measurement {
        void run(Path folder, Report report) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Map<String, Measurement> all = new TreeMap<>(Map.of(
                "start", new StartBench(),
                "ping", new PingBench(),
                "turns", new TurnBench(),
                "idle", new IdleBench(),
                "install", new InstallBench(),
                "cli", new CliBench(),
                "policy", new PolicyBench(),
                "audit", new AuditBench(),
                "approvals", new ApprovalBench(),
                "holds", new HoldBench()));
        var wanted = args.length == 0 ? List.copyOf(all.keySet()) : List.of(args);
        if (!all.keySet().containsAll(wanted)) {
            System.err.println("bench/run takes some of: " + String.join(" ", all.keySet()));
            System.exit(2);
        }
        var folder = Files.createTempDirectory("postern-bench-");
        try {
            var report = new Report();
            for (var name : wanted) {
                Objects.requireNonNull(all.get(name)).run(Files.createDirectories(folder.resolve(name)), report);
            }
        } finally {
            dev.postern.itests.harness.Trees.delete(folder);
        }
    }
}
