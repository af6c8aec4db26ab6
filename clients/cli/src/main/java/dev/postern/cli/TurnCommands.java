// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.List;

import dev.postern.api.json.JsonObject;

/** Turns. */
final class TurnCommands {
    private TurnCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "turns list" -> new MethodCommand(
                    new Spec(name, "[SESSION]", "List a session's turns, or all that have not ended", "", 0, 1,
                            List.of())
                            .with(Spec.LIMIT, Spec.NEXT),
                    "turns.list",
                    in -> JsonObject.builder()
                            .put("session", in.arguments().stream().findFirst())
                            .putAll(MethodCommand.page(in))
                            .build(),
                    MethodCommand.table("turns", "id", "session", "state", "acceptedAt", "reply"));
            case "turns get" -> new MethodCommand(
                    Spec.of(name, "TURN", 1, "Show a turn"),
                    "turns.get",
                    MethodCommand.first("turn"),
                    MethodCommand.details("turn"));
            case "turns cancel" -> new MethodCommand(
                    Spec.of(name, "TURN", 1, "Cancel a turn; interrupts its planner and tools"),
                    "turns.cancel",
                    MethodCommand.first("turn"),
                    (in, result) -> in.print(in.argument(0) + "  "
                            + result.object("turn").orElse(result).text("state").orElse("cancelled")));
            case "turns resolve" -> new MethodCommand(
                    Spec.of(name, "TURN CALL done|retry|abandon", 3, "Say what became of a call in doubt")
                            .saying(Resolving.DETAILS)
                            .with(Resolving.NOTE),
                    "turns.resolve",
                    in -> Resolving.params(in, 1).put("turn", in.argument(0)).build(),
                    Resolving::show);
            default -> throw Catalog.unknown(name);
        };
    }
}
