// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;

import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;

/** From the sending of {@code approvals.decide} to the arrival of {@code tool.started}. */
final class ApprovalBench implements Main.Measurement {
    private static final int WARM = 100;
    private static final int RUNS = 300;

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var gateway = Gateway.builder(folder)
                .configure("dev.postern.session", "{\"messages.per.minute\": 100000}")
                .start();
                var client = gateway.connect()) {
            client.subscribe("tool.started");
            var times = new ArrayList<Long>();
            double cpu = 0;
            for (int i = 0; i < WARM + RUNS; i++) {
                if (i == WARM) {
                    times.clear();
                    cpu = ProcessStat.cpuSeconds(gateway.process().pid());
                }
                var sent = client.call("messages.send",
                        Messages.in("asks", "/files.write path=workspace/asked.txt content=n" + i));
                var asked = Approvals.awaitOne(client, sent.text("session").orElseThrow());
                var call = asked.text("call");
                long begin = System.nanoTime();
                var _ = client.start("approvals.decide", Approvals.word(asked, "approve"));
                client.nextEvent("tool.started", payload -> payload.text("call").equals(call));
                times.add(System.nanoTime() - begin);
                client.awaitTurn(sent.text("turn").orElseThrow(), "finished");
            }
            cpu = ProcessStat.cpuSeconds(gateway.process().pid()) - cpu;
            times.sort(null);
            report.row("confirm-and-run: decision to tool.started", "p50 5 ms",
                    "p50 %.1f ms, p99 %.1f ms of %d; %.1f CPU-ms a turn that asks", times.get(RUNS / 2) / 1e6,
                    times.get(RUNS * 99 / 100) / 1e6, RUNS, cpu * 1e3 / RUNS);
        }
    }
}
