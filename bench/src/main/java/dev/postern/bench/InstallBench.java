// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Plugins;

/** From {@code plugins.install} to the answer of a tool of the plugin, by request on one connection. */
final class InstallBench implements Main.Measurement {
    private static final int RUNS = 15;

    @Override
    public void run(Path folder, Report report) throws Exception {
        try (var gateway = Gateway.start(folder);
                var client = gateway.connect()) {
            var imports = Files.createDirectories(gateway.home().resolve("import"));
            Files.copy(
                    Plugins.HOSTILE_TOOLS, imports.resolve("plugin.jar"), StandardCopyOption.REPLACE_EXISTING);
            var install = JsonObject.builder()
                    .put("source", JsonObject.of("path", "plugin.jar"))
                    .build();
            var call = JsonObject.builder()
                    .put("tool", "effects.repeatable")
                    .put("input", JsonObject.EMPTY)
                    .build();
            var times = new ArrayList<Double>();
            double cpu = ProcessStat.cpuSeconds(gateway.process().pid());
            for (int i = 0; i < RUNS; i++) {
                long begin = System.nanoTime();
                client.call("plugins.install", install);
                client.call("tools.invoke", call);
                times.add((System.nanoTime() - begin) / 1e6);
                client.call("plugins.uninstall", JsonObject.of("plugin", "hostile-tools"));
            }
            cpu = ProcessStat.cpuSeconds(gateway.process().pid()) - cpu;
            double first = times.getFirst();
            times.sort(null);
            report.row(
                    "install of a plugin to its tool answering, by request",
                    "150 ms",
                    "median %.0f ms of %d; the first after a start %.0f ms, the slowest %.0f ms;"
                            + " %.0f CPU-ms each, with the uninstall",
                    times.get(RUNS / 2),
                    RUNS,
                    first,
                    times.getLast(),
                    cpu * 1e3 / RUNS);
        }
    }
}
