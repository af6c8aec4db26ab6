// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;

import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;

/**
 * From the sending of {@code approvals.decide} to the arrival of {@code tool.started}. Beside each a plain turn, which
 * forces the log as often: what of it is the machine's disk shows in that. Waits for events and asks for nothing meanwhile.
 */
final class ApprovalBench implements Main.Measurement {
    private static final int WARM = 100;
    private static final int RUNS = 300;

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var gateway = Gateway.builder(folder)
                .configure("dev.postern.session", "{\"messages.per.minute\": 100000}")
                .start();
                var client = gateway.connect()) {
            client.subscribe("approval.requested", "tool.started", "turn.finished");
            var plain = new ArrayList<Long>();
            var asked = new ArrayList<Long>();
            double cpu = 0;
            for (int i = 0; i < WARM + RUNS; i++) {
                if (i == WARM) {
                    plain.clear();
                    asked.clear();
                    cpu = 0;
                }
                long begin = System.nanoTime();
                awaitEnd(client, send(client, "/time.now"));
                plain.add(System.nanoTime() - begin);
                double before = ProcessStat.cpuSeconds(gateway.process().pid());
                asked.add(ask(client, i));
                cpu += ProcessStat.cpuSeconds(gateway.process().pid()) - before;
            }
            plain.sort(null);
            asked.sort(null);
            report.row("confirm-and-run: decision to tool.started", "p50 5 ms",
                    "p50 %.1f ms, p99 %.1f ms of %d (plain turns between them: p50 %.1f ms, p99 %.1f ms);"
                            + " %.1f CPU-ms a turn that asks",
                    asked.get(RUNS / 2) / 1e6, asked.get(RUNS * 99 / 100) / 1e6, RUNS, plain.get(RUNS / 2) / 1e6,
                    plain.get(RUNS * 99 / 100) / 1e6, cpu * 1e3 / RUNS);
            gateway.terminate(); // in order, so that a flight recording is written
        }
    }

    private static long ask(WireClient client, int number) throws Exception {
        var turn = send(client, "/files.write path=workspace/asked.txt content=n" + number);
        var asked = client.nextEvent("approval.requested", payload -> payload.text("turn").orElse("").equals(turn))
                .object("payload").orElseThrow();
        // as whoever decides would
        var shown = Approvals.get(client, asked.text("approval").orElseThrow());
        long begin = System.nanoTime();
        var decided = client.start("approvals.decide", Approvals.word(shown, "approve"));
        client.nextEvent("tool.started", payload -> payload.text("turn").orElse("").equals(turn));
        long time = System.nanoTime() - begin;
        WireClient.result(decided.join());
        awaitEnd(client, turn);
        return time;
    }

    private static String send(WireClient client, String text) throws Exception {
        return client.call("messages.send", Messages.in("asks", text)).text("turn").orElseThrow();
    }

    private static void awaitEnd(WireClient client, String turn) throws Exception {
        client.nextEvent("turn.finished", payload -> payload.text("turn").orElse("").equals(turn));
    }
}
