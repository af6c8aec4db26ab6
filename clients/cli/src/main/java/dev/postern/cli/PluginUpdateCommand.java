// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * Updates a plugin, or all of which a marketplace has a newer version.
 *
 * @param one plugin's update
 */
record PluginUpdateCommand(PluginChangeCommand one) implements Command {
    private static final String ALL = "--all";
    private static final String PLAN = "--plan";

    static Command of(String name, Spec.Option path, Spec.Option keep) {
        var spec = new Spec(name, "FILE|NAME[@VERSION] | --all",
                "Update an installed plugin from a file, or from a marketplace",
                """
                        With --all each plugin that is not pinned gets the newest version that its marketplaces have. Each is updated
                        whole or not at all; with one that is not, the exit code is 1. --plan tells what would be done, and does nothing.""",
                0, 1, List.of(new Spec.Option(ALL, "", "all of which there is a newer version"),
                        new Spec.Option(PLAN, "", "tell what would be done, and do nothing"), path, keep));
        return new PluginUpdateCommand(new PluginChangeCommand(new MethodCommand(spec, "plugins.update",
                PluginCommands::source, PluginCommands::installed)));
    }

    @Override
    public Spec spec() {
        return one.spec();
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        if (in.has(ALL) != in.arguments().isEmpty()) {
            throw new UsageException("plugins update takes one FILE or NAME, or --all");
        }
        if (in.has(ALL) && (in.has("--keep") || in.has("--import"))) {
            throw new UsageException(
                    "--keep goes with one FILE or NAME and --import with a FILE, and neither with --all");
        }
        if (in.has(ALL)) {
            all(in);
        } else if (in.has(PLAN)) {
            new MethodCommand(spec(), "plugins.plan", PluginCommands::source, PluginCommands::planned).run(in);
        } else {
            one.run(in);
        }
    }

    private static void all(Invocation in) throws Failure, UsageException, IOException {
        var outcomes = new ArrayList<JsonValue>();
        int failed = 0;
        var page = JsonObject.EMPTY;
        var problems = JsonArray.EMPTY;
        do {
            var outdated = in.call("marketplace.outdated", page);
            problems = outdated.array("problems").orElse(JsonArray.EMPTY);
            for (var each : outdated.array("plugins").orElse(JsonArray.EMPTY).values()) {
                if (each instanceof JsonObject plugin) {
                    var outcome = update(in, plugin);
                    failed += outcome.object("error").isPresent() ? 1 : 0;
                    outcomes.add(outcome);
                }
            }
            page = outdated.text("next").map(next -> JsonObject.of("next", next)).orElse(JsonObject.EMPTY);
        } while (!page.equals(JsonObject.EMPTY));
        show(in, new JsonArray(outcomes), problems);
        if (failed > 0) {
            throw new Failure("precondition_failed", failed + " of " + outcomes.size() + " cannot be had");
        }
    }

    /** One that fails stops none of the others. */
    private static JsonObject update(Invocation in, JsonObject plugin) throws UsageException, IOException {
        var id = plugin.text("id").orElse("");
        var outcome = JsonObject.builder().put("plugin", id).put("before", plugin.text("installed"))
                .put("version", plugin.text("newest"));
        if (plugin.bool("pinned").orElse(false)) {
            return outcome.put("action", "pinned").build();
        }
        try {
            var result = in.call(in.has(PLAN) ? "plugins.plan" : "plugins.update",
                    JsonObject.builder().put("source", JsonObject.of("name", id)).build());
            result.object("refused").ifPresent(refused -> outcome.put("error", refused));
            result.array("also").filter(also -> !also.values().isEmpty()).ifPresent(also -> outcome.put("also", also));
            return outcome.put("version", result.text("version").or(() -> plugin.text("newest")))
                    .put("action", result.object("refused").isPresent() ? "refuse" : "update").build();
        } catch (Failure refused) {
            return outcome.put("action", "refuse").put("error", JsonObject.builder().put("code", refused.code())
                    .put("reason", String.valueOf(refused.getMessage())).build()).build();
        }
    }

    private static void show(Invocation in, JsonArray outcomes, JsonArray problems) throws Failure {
        var shown = JsonObject.builder().put("plugins", outcomes).put("problems", problems).build();
        if (in.json()) {
            in.print(shown);
        } else if (outcomes.values().isEmpty()) {
            in.note("No newer version of a plugin is known.");
        } else {
            Table.print(in, outcomes, "plugin", "action", "before", "version");
            for (var each : outcomes.values()) {
                if (each instanceof JsonObject outcome && outcome.object("error").isPresent()) {
                    in.note(Table.cell(outcome.members().get("plugin")) + " is not updated: "
                            + Table.cell(outcome.object("error").get().members().get("reason")));
                }
            }
        }
        MarketplaceLook.check(in, shown, "plugins");
    }
}
