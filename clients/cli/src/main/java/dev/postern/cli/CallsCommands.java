// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

/** Calls. */
final class CallsCommands {
    private CallsCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "calls get" -> new MethodCommand(
                    Spec.of(name, "CALL", 1, "Show a call and its outcome"),
                    "calls.get",
                    MethodCommand.first("call"),
                    MethodCommand.details("call"));
            case "calls cancel" -> new MethodCommand(
                    Spec.of(name, "CALL", 1, "Cancel a call that runs, or waits for a person's word"),
                    "calls.cancel",
                    MethodCommand.first("call"),
                    Resolving::show);
            case "calls resolve" -> new MethodCommand(
                    Spec.of(name, "CALL done|retry|abandon", 2, "Say what became of a call in doubt outside any turn")
                            .saying(Resolving.DETAILS)
                            .with(Resolving.NOTE),
                    "calls.resolve",
                    in -> Resolving.params(in, 0).build(),
                    Resolving::show);
            default -> throw Catalog.unknown(name);
        };
    }
}
