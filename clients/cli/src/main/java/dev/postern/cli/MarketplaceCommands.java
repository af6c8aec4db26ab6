// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** Marketplaces: as a gateway sees them, and as their publisher makes them. */
final class MarketplaceCommands {
    private MarketplaceCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "marketplace list" -> new MethodCommand(
                    Spec.of(name, "", 0, "List the marketplaces of the gateway, and how it stands with them")
                            .with(Spec.LIMIT, Spec.NEXT),
                    "marketplace.list",
                    MethodCommand::page,
                    MarketplaceCommands::list);
            case "marketplace refresh" -> new MethodCommand(
                    Spec.of(name, "", 0, "Let the gateway fetch its marketplaces anew"),
                    "marketplace.refresh",
                    in -> JsonObject.EMPTY,
                    MarketplaceCommands::list);
            case "marketplace search" -> new MarketplaceLook(new MethodCommand(
                    new Spec(name, "[QUERY]", "Find plugins in all marketplaces", "", 0, 1,
                            List.of(new Spec.Option("--limit", "N", "at most so many, 1 to 200; default 50"),
                                    Spec.NEXT)),
                    "marketplace.search",
                    MarketplaceCommands::query,
                    MarketplaceCommands::found),
                    "plugins");
            case "marketplace show" -> new MarketplaceLook(new MethodCommand(
                    Spec.of(name, "ID[@VERSION]", 1, "Show a plugin of a marketplace, all its versions"),
                    "marketplace.show",
                    PluginName::params,
                    MarketplaceCommands::shown), "plugin");
            case "marketplace add", "marketplace remove" -> MarketplaceSources.of(name);
            case "marketplace publish", "marketplace index", "marketplace sign", "marketplace yank" ->
                MarketplaceFolderCommand.of(name);
            case "marketplace mirror", "marketplace check" -> MarketplaceCopyCommand.of(name);
            default -> throw Catalog.unknown(name);
        };
    }

    private static void list(Invocation in, JsonObject result) throws Failure {
        MethodCommand
                .table("marketplaces", "name", "state", "serial", "issued", "plugins", "priority", "url", "message")
                .show(in, result);
    }

    private static JsonObject query(Invocation in) throws UsageException {
        var page = MethodCommand.page(in);
        return in.arguments().isEmpty()
                ? page
                : JsonObject.builder().putAll(page).put("query", in.argument(0)).build();
    }

    private static void found(Invocation in, JsonObject result) throws Failure {
        MethodCommand.table("plugins", "id", "version", "installed", "maturity", "marketplace", "title").show(in,
                result);
        for (var each : result.array("plugins").orElse(JsonArray.EMPTY).values()) {
            if (each instanceof JsonObject plugin && plugin.get("refused").isPresent()) {
                in.note(Table.cell(plugin.members().get("id")) + " cannot be chosen: "
                        + Table.cell(plugin.members().get("refused")));
            }
        }
    }

    private static void shown(Invocation in, JsonObject result) {
        var members = JsonObject.builder();
        result.members().forEach((name, value) -> {
            if (!name.equals("problems") && !(value instanceof JsonArray(var values) && values.isEmpty())) {
                members.put(name, value);
            }
        });
        Details.print(in, members.build());
    }
}
