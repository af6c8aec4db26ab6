// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;

/**
 * From {@code plugins.install} to the answer of a tool of the plugin, by request on one connection: the first one after
 * each of several starts, many on one gateway, and updates while another connection calls the tool without a pause.
 */
final class InstallBench implements Main.Measurement {
    private static final int STARTS = 5;
    private static final int RUNS = 50;
    private static final long SETTLED_MILLIS = 2_000;
    private static final JsonObject CALL_OF_MANY = JsonObject.builder().put("tool", "effects.repeatable")
            .put("input", JsonObject.EMPTY).build();

    @Override
    public void run(Path folder, Report report) throws Exception {
        firsts(folder, report);
        try (var gateway = Gateway.start(folder.resolve("many")); var client = gateway.connect()) {
            installs(gateway, client, report);
            updates(gateway, client, report);
            manyTools(gateway, client, report);
        }
    }

    private static void firsts(Path folder, Report report) throws Exception {
        var times = new ArrayList<Double>();
        for (int i = 0; i < STARTS; i++) {
            try (var gateway = Gateway.start(folder.resolve("start-" + i)); var client = gateway.connect()) {
                // nobody has a plugin at hand in the moment of the start
                Thread.sleep(SETTLED_MILLIS);
                times.add(SmallPlugin.install(gateway, client, "1.0." + i) + SmallPlugin.answer(client));
            }
        }
        times.sort(null);
        report.row("the first install of a plugin after a start, to its tool answering", "",
                "median %.0f ms of %d starts (%.0f–%.0f ms)", middle(times), STARTS, times.getFirst(), times.getLast());
    }

    private static void installs(Gateway gateway, WireClient client, Report report) throws Exception {
        var times = new ArrayList<Double>();
        double cpu = ProcessStat.cpuSeconds(gateway.process().pid());
        for (int i = 0; i < RUNS; i++) {
            times.add(SmallPlugin.install(gateway, client, "1.0." + i) + SmallPlugin.answer(client));
            client.call("plugins.uninstall", JsonObject.of("plugin", SmallPlugin.ID));
        }
        cpu = ProcessStat.cpuSeconds(gateway.process().pid()) - cpu;
        times.sort(null);
        report.row("install of a plugin of one tool, to its tool answering, by request", "p50 50 ms",
                "p50 %.0f ms of %d from the first on, the slowest %.0f ms; %.0f CPU-ms each, with the uninstall",
                middle(times), RUNS, times.getLast(), cpu * 1e3 / RUNS);
    }

    private static void updates(Gateway gateway, WireClient client, Report report) throws Exception {
        SmallPlugin.install(gateway, client, "1.1.0");
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor(); var caller = gateway.connect()) {
            var calls = threads.submit(() -> {
                var times = new ArrayList<Double>();
                while (!over.get()) {
                    // throws when the tool is not there
                    times.add(SmallPlugin.answer(caller));
                }
                return times;
            });
            var times = new ArrayList<Double>();
            for (int i = 1; i <= RUNS; i++) {
                times.add(SmallPlugin.install(gateway, client, "1.1." + i));
            }
            over.set(true);
            var between = calls.get();
            times.sort(null);
            between.sort(null);
            report.row("update of it while another connection calls the tool without a pause",
                    "p50 50 ms, never unavailable",
                    "p50 %.0f ms of %d; all of the %,d calls meanwhile were answered, p50 %.1f ms, the slowest %.0f ms",
                    middle(times), RUNS, between.size(), middle(between), between.getLast());
        }
    }

    private static void manyTools(Gateway gateway, WireClient client, Report report) throws Exception {
        client.call("plugins.uninstall", JsonObject.of("plugin", SmallPlugin.ID));
        Files.copy(Plugins.HOSTILE_TOOLS, gateway.home().resolve("import/plugin.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        var params = JsonObject.builder().put("source", JsonObject.of("path", "plugin.jar")).build();
        var times = new ArrayList<Double>();
        for (int i = 0; i < RUNS; i++) {
            long begin = System.nanoTime();
            client.call("plugins.install", params);
            client.call("tools.invoke", CALL_OF_MANY);
            times.add((System.nanoTime() - begin) / 1e6);
            client.call("plugins.uninstall", JsonObject.of("plugin", "hostile-tools"));
        }
        times.sort(null);
        report.row("install of a plugin of 18 tools, to one of them answering", "",
                "p50 %.0f ms of %d, after those above",
                middle(times), RUNS);
    }

    private static double middle(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
