package dev.postern.cli;

import dev.postern.api.json.JsonObject;

/** Turns. */
final class TurnCommands {
    private TurnCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "turns list" -> new MethodCommand(
                    Spec.of(name, "SESSION", 1, "List a session's turns").with(Spec.LIMIT, Spec.NEXT),
                    "turns.list",
                    in -> JsonObject.builder()
                            .put("session", in.argument(0))
                            .putAll(MethodCommand.page(in))
                            .build(),
                    MethodCommand.table("turns", "id", "state", "acceptedAt", "reply"));
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
            default -> throw Catalog.unknown(name);
        };
    }
}
