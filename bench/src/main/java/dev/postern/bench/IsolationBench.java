// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;

/**
 * What a call takes longer of a tool that runs in a process of its own: the same plugin in two gateways, asked in turns,
 * one call after another on one connection each.
 */
final class IsolationBench implements Main.Measurement {
    private static final int WARM = 3_000;
    private static final int ROUNDS = 10;
    private static final int CALLS = 300;
    private static final JsonObject CALL = JsonObject.builder().put("tool", "hostile.quiet")
            .put("input", JsonObject.EMPTY).build();

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var inside = Gateway.start(folder.resolve("inside"));
                var outside = Gateway.builder(folder.resolve("outside"))
                        .configure("dev.postern.isolation", "{\"plugins\":[\"hostile-tools\"]}").start()) {
            Plugins.deploy(inside, Plugins.HOSTILE_TOOLS);
            Plugins.deploy(outside, Plugins.HOSTILE_TOOLS);
            try (var one = inside.connect(); var other = outside.connect()) {
                var in = new ArrayList<Double>();
                var out = new ArrayList<Double>();
                calls(one, WARM, new ArrayList<>());
                calls(other, WARM, new ArrayList<>());
                for (int round = 0; round < ROUNDS; round++) {
                    calls(one, CALLS, in);
                    calls(other, CALLS, out);
                }
                in.sort(null);
                out.sort(null);
                report.row("a call of a tool in a process of its own, above the same in the gateway's", "0.5 ms",
                        "median %.2f ms (%.2f ms and %.2f ms), p95 %.2f ms and %.2f ms; %d calls each",
                        middle(out) - middle(in), middle(out), middle(in), late(out), late(in), in.size());
            }
        }
    }

    /** In ms each. */
    private static void calls(WireClient client, int count, List<Double> times) throws Exception {
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            client.call("tools.invoke", CALL);
            times.add((System.nanoTime() - begin) / 1e6);
        }
    }

    private static double middle(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    private static double late(List<Double> sorted) {
        return sorted.get(sorted.size() * 95 / 100);
    }
}
