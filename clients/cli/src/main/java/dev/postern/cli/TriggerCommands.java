// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import dev.postern.api.json.JsonObject;

/** Triggers. */
final class TriggerCommands {
    private TriggerCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "triggers list" -> new MethodCommand(
                    Spec.of(name, "", 0, "List what fires by itself: schedules, and what plugins offer besides"),
                    "triggers.list",
                    in -> JsonObject.EMPTY,
                    MethodCommand.table("triggers", "trigger", "kind", "on", "when", "zone", "missed", "next",
                            "problem"));
            case "triggers get" -> new MethodCommand(
                    Spec.of(name, "TRIGGER", 1, "Show a schedule with its last runs"),
                    "triggers.get",
                    MethodCommand.first("trigger"),
                    (in, result) -> Details.print(in, result));
            case "triggers run" -> new MethodCommand(
                    Spec.of(name, "TRIGGER", 1, "Fire a schedule now; its due times stay as they are"),
                    "triggers.run",
                    MethodCommand.first("trigger"),
                    (in, result) -> in.print(in.argument(0) + "  " + result.text("outcome").orElse("")
                            + result.text("turn").map(turn -> "  " + turn).orElse("")));
            default -> throw Catalog.unknown(name);
        };
    }
}
