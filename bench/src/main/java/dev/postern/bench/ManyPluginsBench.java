// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.WireClient;

/** A start until {@code /readyz} answers 200 and the tools of a hundred plugins serve, against one with none installed. */
final class ManyPluginsBench implements Main.Measurement {
    private static final int PLUGINS = 100;
    private static final int RUNS = 5;
    private static final String PREFIX = "many.tool";

    @Override
    public void run(Path folder, Report report) throws Exception {
        var plain = folder.resolve("plain");
        var many = folder.resolve("many");
        install(many);
        seconds(plain, 0);
        seconds(many, PLUGINS);
        var without = new ArrayList<Double>();
        var with = new ArrayList<Double>();
        for (int i = 0; i < RUNS; i++) {
            without.add(seconds(plain, 0));
            with.add(seconds(many, PLUGINS));
        }
        without.sort(null);
        with.sort(null);
        double less = without.get(RUNS / 2);
        double more = with.get(RUNS / 2);
        report.row("start with " + PLUGINS + " plugins installed, all of them serving, above one with none",
                "2 s", "%.2f s (%.2f s and %.2f s), medians of %d", more - less, more, less, RUNS);
    }

    private static void install(Path home) throws Exception {
        try (var gateway = Gateway.start(home); var client = gateway.connect()) {
            var imports = Files.createDirectories(gateway.home().resolve("import"));
            for (int i = 0; i < PLUGINS; i++) {
                HandmadeBundle.plugin("many-" + i)
                        .header("Import-Package", "dev.postern.api.tool,dev.postern.api.json")
                        .component(NumberedTool.class,
                                "<service><provide interface=\"dev.postern.api.tool.DescribedTool\"/></service>")
                        .entry(NumberedTool.NAME, (PREFIX + i).getBytes(StandardCharsets.UTF_8))
                        .write(imports.resolve("many.jar"));
                client.call("plugins.install",
                        JsonObject.builder().put("source", JsonObject.of("path", "many.jar")).build());
            }
            gateway.terminate();
        }
    }

    private static double seconds(Path home, int tools) throws Exception {
        long begin = System.nanoTime();
        try (var gateway = Gateway.start(home); var client = gateway.connect()) {
            Await.until("all tools serve", () -> serving(client) >= tools);
            double seconds = (System.nanoTime() - begin) / 1e9;
            gateway.terminate();
            return seconds;
        }
    }

    private static long serving(WireClient client) throws Exception {
        var page = JsonObject.builder().put("limit", 500).build();
        return client.call("tools.list", page).array("tools").orElse(JsonArray.EMPTY).values().stream()
                .filter(tool -> ((JsonObject) tool).text("name").orElse("").startsWith(PREFIX)).count();
    }
}
