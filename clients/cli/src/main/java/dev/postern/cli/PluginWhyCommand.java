// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Why a plugin does not serve, or a file of the deploy folder is none: the reason at the root, which the gateway looked for. */
record PluginWhyCommand(Spec spec) implements Command {

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var name = in.argument(0);
        var params = JsonObject.builder().put("limit", 500).build();
        for (;;) {
            var page = in.call("plugins.list", params);
            var plugin = named(page, "plugins", "id", name);
            var refused = named(page, "refused", "file", name);
            if (plugin.isPresent() || refused.isPresent()) {
                show(in, plugin, refused);
                return;
            }
            var next = page.text("next");
            if (next.isEmpty()) {
                throw new Failure("not_found", "there is no plugin " + name
                        + ", and no refused file of that name in deploy/; ./postern plugins list tells which there are");
            }
            params = JsonObject.builder().put("limit", 500).put("next", next.get()).build();
        }
    }

    private static void show(Invocation in, Optional<JsonObject> plugin, Optional<JsonObject> refused) {
        if (in.json()) {
            plugin.or(() -> refused).ifPresent(in::print);
            return;
        }
        plugin.ifPresent(it -> in.print(it.text("id").orElse("") + " " + it.text("version").orElse("")
                + it.text("reason").filter(reason -> !reason.isEmpty()).map(reason -> " does not serve: " + reason)
                        .orElse(" serves " + String.join(", ", it.array("tools").orElse(JsonArray.EMPTY).strings()))));
        refused.ifPresent(it -> in.print(it.text("file").orElse("") + " was refused: " + it.text("reason").orElse("")));
    }

    private static Optional<JsonObject> named(JsonObject page, String list, String member, String name) {
        return page.array(list).orElse(JsonArray.EMPTY).values().stream().map(JsonObject.class::cast)
                .filter(each -> each.text(member).filter(name::equals).isPresent()).findFirst();
    }
}
