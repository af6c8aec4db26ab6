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
            var held = named(page, "held", "plugin", name);
            if (plugin.isPresent() || refused.isPresent() || held.isPresent()) {
                show(in, plugin, refused, held);
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

    private static void show(Invocation in, Optional<JsonObject> plugin, Optional<JsonObject> refused,
            Optional<JsonObject> held) {
        if (in.json()) {
            plugin.or(() -> refused).or(() -> held).ifPresent(in::print);
            return;
        }
        plugin.ifPresent(it -> in.print(it.text("id").orElse("") + " " + it.text("version").orElse("") + state(it)));
        held.ifPresent(it -> in.print("An update waits for a word: " + PluginDecision.shown(it)
                + "; ./postern plugins approve " + it.text("plugin").orElse("") + " lets it in"));
        refused.ifPresent(it -> in.print(it.text("file").orElse("") + " was refused: " + it.text("reason").orElse("")));
    }

    private static String state(JsonObject plugin) {
        var reason = plugin.text("reason").filter(why -> !why.isEmpty());
        if (reason.isPresent()) {
            return " does not serve: " + reason.get();
        }
        if (plugin.text("state").orElse("").equals("disabled")) {
            return " is disabled; ./postern plugins enable " + plugin.text("id").orElse("") + " lets it serve";
        }
        return " serves " + String.join(", ", plugin.array("tools").orElse(JsonArray.EMPTY).strings())
                + (plugin.text("place").orElse("").equals("isolated") ? " from a process of its own" : "");
    }

    private static Optional<JsonObject> named(JsonObject page, String list, String member, String name) {
        return page.array(list).orElse(JsonArray.EMPTY).values().stream().map(JsonObject.class::cast)
                .filter(each -> each.text(member).filter(name::equals).isPresent()).findFirst();
    }
}
