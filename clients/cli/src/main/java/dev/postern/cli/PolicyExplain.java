// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.List;

import dev.postern.api.json.JsonObject;

/** What policy says of a call. */
final class PolicyExplain {
    private PolicyExplain() {}

    static Command command(String name) {
        return new MethodCommand(
                new Spec(
                        name,
                        "[TOOL [KEY=VALUE… | JSON]]",
                        "Say what policy decided on a call, or would decide",
                        """
                        Example: postern policy explain files.move from=workspace/a to=workspace/b --trust unknown
                        What is not said is as it would be for you.""",
                        0,
                        Spec.ANY,
                        List.of())
                        .with(
                                new Spec.Option("--call", "CALL", "of a call that was made, instead of TOOL"),
                                new Spec.Option("--session", "SESSION", "in this session, with its settings"),
                                new Spec.Option("--surface", "SURFACE", "in a session of this surface"),
                                new Spec.Option("--principal", "ID", "asked by whom"),
                                new Spec.Option("--trust", "TRUST", "asked by somebody unknown, trusted or operator"),
                                new Spec.Option("--origin", "ORIGIN",
                                        "arguments from a person, foreign or system"),
                                new Spec.Option("--risk", "RISK", "low, medium or high, of a tool that does not serve"),
                                new Spec.Option("--version", "VERSION", "the tool's exact version")),
                "policy.explain",
                PolicyExplain::params,
                PolicyExplain::show);
    }

    private static JsonObject params(Invocation in) throws Failure, UsageException, IOException {
        var call = in.option("--call");
        if (call == null == in.arguments().isEmpty()) {
            throw new UsageException("policy explain needs either TOOL or --call");
        }
        if (call != null) {
            return JsonObject.of("call", call);
        }
        var what = JsonObject.builder().put("tool", in.argument(0));
        MethodCommand.texts(in, what, "session", "surface", "principal", "trust", "origin", "risk", "version");
        if (in.arguments().size() > 1) {
            what.put("input", ToolCommands.input(in, () -> schema(in)));
        }
        return JsonObject.builder().put("what", what.build()).build();
    }

    /** A rule may be for a tool that does not serve; its values then are what they look like. */
    private static JsonObject schema(Invocation in) throws Failure, UsageException, IOException {
        try {
            return ToolCommands.schema(in);
        } catch (Failure e) {
            if (e.code().equals("not_found") || e.code().equals("forbidden")) {
                return JsonObject.EMPTY;
            }
            throw e;
        }
    }

    private static void show(Invocation in, JsonObject result) {
        Details.print(in, JsonObject.builder()
                .putAll(result.object("decision").orElse(JsonObject.EMPTY))
                .put("decidedAt", result.text("decidedAt"))
                .put("input", result.object("input").orElse(JsonObject.EMPTY))
                .build());
    }
}
