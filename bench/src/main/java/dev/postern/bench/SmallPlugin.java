// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;

/** A plugin as it begins: one tool with records for its input and output. */
final class SmallPlugin {
    static final String ID = "small";
    static final String TOOL = "hostile.quiet";
    private static final JsonObject CALL = JsonObject.builder().put("tool", TOOL).put("input", JsonObject.EMPTY)
            .build();
    private static final List<String> CODE = List.of("Quiet.class", "Nothing.class", "Done.class", "package-info.class",
            "Quiet.xml");

    private SmallPlugin() {}

    /** Lays a version of it where the gateway takes files from, then has it installed; in ms. */
    static double install(Gateway gateway, WireClient client, String version) throws Exception {
        var imports = Files.createDirectories(gateway.home().resolve("import"));
        Files.move(bundle(version).write(imports.resolve("next.jar")), imports.resolve("plugin.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        var params = JsonObject.builder().put("source", JsonObject.of("path", "plugin.jar")).build();
        long begin = System.nanoTime();
        client.call("plugins.install", params);
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Asks its tool; in ms. */
    static double answer(WireClient client) throws Exception {
        long begin = System.nanoTime();
        client.call("tools.invoke", CALL);
        return (System.nanoTime() - begin) / 1e6;
    }

    /** One tool out of a bundle that has many. */
    private static HandmadeBundle bundle(String version) throws IOException {
        return HandmadeBundle.of(Plugins.HOSTILE_TOOLS, version)
                .files(name -> name.startsWith("POSTERN-INF/tools/" + TOOL)
                        || CODE.stream().anyMatch(file -> name.endsWith("." + file) || name.endsWith("/" + file)))
                .header("Bundle-SymbolicName", "org.example.small")
                .header("Service-Component", "OSGI-INF/dev.postern.itests.hostile.Quiet.xml")
                .header("Provide-Capability", "dev.postern.plugin;api=\"[1.0,2.0)\";dev.postern.plugin=" + ID
                        + ";title=\"One tool\",dev.postern.tool;dev.postern.tool=\"" + TOOL
                        + "\";risk=LOW;version:Version=\"1.0.0\"");
    }
}
