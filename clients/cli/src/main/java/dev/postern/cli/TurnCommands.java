package dev.postern.cli;

import dev.postern.api.json.JsonObject;

/** Turns. */
final class TurnCommands {
    private TurnCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "turns list" -> new MethodCommand(
                    Spec.of(name, "", 0, "List turns")
                            .with(
                                    new Spec.Option("--session", "SESSION", "only of this session"),
                                    new Spec.Option("--state", "STATE",
                                            "only in this state, such as running or in_doubt"),
                                    Spec.LIMIT,
                                    Spec.NEXT),
                    "turns.list",
                    TurnCommands::filtered,
                    MethodCommand.table("turns", "id", "state", "session", "acceptedAt", "reply"));
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

    private static JsonObject filtered(Invocation in) throws UsageException {
        var params = JsonObject.builder().putAll(MethodCommand.page(in));
        for (var option : new String[]{"session", "state"}) {
            var value = in.option("--" + option);
            if (value != null) {
                params.put(option, value);
            }
        }
        return params.build();
    }
}
