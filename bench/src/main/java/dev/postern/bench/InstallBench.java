// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;

/**
 * From {@code plugins.install} to the answer of a tool of the plugin, by request on one connection; first the first one
 * after each of several starts, then many on one gateway.
 */
final class InstallBench implements Main.Measurement {
    private static final int STARTS = 5;
    private static final int RUNS = 15;
    private static final long SETTLED_MILLIS = 2_000;
    private static final JsonObject CALL = JsonObject.builder().put("tool", "effects.repeatable")
            .put("input", JsonObject.EMPTY).build();

    @Override
    public void run(Path folder, Report report) throws Exception {
        var firsts = new ArrayList<Double>();
        var answers = new ArrayList<Double>();
        for (int i = 0; i < STARTS; i++) {
            try (var gateway = Gateway.start(folder.resolve("start-" + i)); var client = gateway.connect()) {
                // nobody has a plugin at hand in the moment of the start
                Thread.sleep(SETTLED_MILLIS);
                double installed = install(gateway, client);
                double answered = answer(client);
                firsts.add(installed + answered);
                answers.add(answered);
            }
        }
        firsts.sort(null);
        answers.sort(null);
        report.row(
                "the first install of a plugin after a start, to its tool answering, median of " + STARTS + " starts",
                "150 ms", "%.0f ms (%.0f–%.0f ms), of which the tool's first answer %.0f ms", firsts.get(STARTS / 2),
                firsts.getFirst(), firsts.getLast(), answers.get(STARTS / 2));
        many(folder.resolve("many"), report);
    }

    private static void many(Path home, Report report) throws Exception {
        try (var gateway = Gateway.start(home); var client = gateway.connect()) {
            var times = new ArrayList<Double>();
            double cpu = ProcessStat.cpuSeconds(gateway.process().pid());
            for (int i = 0; i < RUNS; i++) {
                times.add(install(gateway, client) + answer(client));
                client.call("plugins.uninstall", JsonObject.of("plugin", "hostile-tools"));
            }
            cpu = ProcessStat.cpuSeconds(gateway.process().pid()) - cpu;
            times.sort(null);
            report.row("install of a plugin to its tool answering, by request", "50 ms",
                    "median %.0f ms of %d; the slowest %.0f ms; %.0f CPU-ms each, with the uninstall",
                    times.get(RUNS / 2), RUNS, times.getLast(), cpu * 1e3 / RUNS);
        }
    }

    /** In ms. */
    private static double install(Gateway gateway, WireClient client) throws Exception {
        var imports = Files.createDirectories(gateway.home().resolve("import"));
        Files.copy(Plugins.HOSTILE_TOOLS, imports.resolve("plugin.jar"), StandardCopyOption.REPLACE_EXISTING);
        var params = JsonObject.builder().put("source", JsonObject.of("path", "plugin.jar")).build();
        long begin = System.nanoTime();
        client.call("plugins.install", params);
        return (System.nanoTime() - begin) / 1e6;
    }

    /** In ms. */
    private static double answer(WireClient client) throws Exception {
        long begin = System.nanoTime();
        client.call("tools.invoke", CALL);
        return (System.nanoTime() - begin) / 1e6;
    }
}
