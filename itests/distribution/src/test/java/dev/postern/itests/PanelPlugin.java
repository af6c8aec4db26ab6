// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.plugin.ShowsPanel;

/** A plugin with a panel, called {@code stock}. */
final class PanelPlugin {
    private PanelPlugin() {}

    static void drop(Gateway gateway, Path folder) throws Exception {
        var plugin = HandmadeBundle.plugin("stock").component(ShowsPanel.class, """

                <property name="postern.panel.id" value="stock"/>
                <property name="postern.panel.title" value="Stock &lt;b&gt;"/>
                <service><provide interface="dev.postern.api.panel.Panel"/></service>""")
                .header("Import-Package", "dev.postern.api.panel,dev.postern.api.json");
        Plugins.drop(gateway, plugin.write(folder.resolve("stock.jar")), "stock.jar");
    }

    static JsonObject ask(WireClient client) throws Exception {
        return client.call("panels.ask", JsonObject.builder().put("panel", "stock").put("question", JsonObject.EMPTY)
                .build()).object("answer").orElseThrow();
    }
}
