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
        Map<String, Measurement> all = new TreeMap<>(Map.ofEntries(
                Map.entry("start", new StartBench()),
                Map.entry("ping", new PingBench()),
                Map.entry("turns", new TurnBench()),
                Map.entry("idle", new IdleBench()),
                Map.entry("install", new InstallBench()),
                Map.entry("plugins", new ManyPluginsBench()),
                Map.entry("swap", new SwapBench()),
                Map.entry("isolation", new IsolationBench()),
                Map.entry("marketplace", new MarketplaceBench()),
                Map.entry("cli", new CliBench()),
                Map.entry("policy", new PolicyBench()),
                Map.entry("audit", new AuditBench()),
                Map.entry("approvals", new ApprovalBench()),
                Map.entry("holds", new HoldBench()),
                Map.entry("models", new ModelsBench())));
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
