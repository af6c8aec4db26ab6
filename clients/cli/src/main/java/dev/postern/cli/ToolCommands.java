// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.postern.api.json.JsonObject;

/** Tools. */
final class ToolCommands {
    private static final Spec.Option VERSION = new Spec.Option("--version", "RANGE",
            "a version or range, such as [1,2)");

    private ToolCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "tools list" -> new MethodCommand(
                    Spec.of(name, "", 0, "List the tools that can be called").with(Spec.LIMIT, Spec.NEXT),
                    "tools.list",
                    MethodCommand::page,
                    MethodCommand.table("tools", "name", "version", "risk", "description"));
            case "tools get" -> new MethodCommand(
                    Spec.of(name, "TOOL", 1, "Show a tool, with its input and output").with(VERSION),
                    "tools.get",
                    in -> selected(in).build(),
                    MethodCommand.details("tool"));
            case "tools invoke" -> new MethodCommand(
                    new Spec(
                            name,
                            "TOOL [KEY=VALUE… | JSON | -]",
                            "Call a tool",
                            """
                            The input is given as KEY=VALUE pairs, as one JSON object, or as - for JSON on standard input:
                              postern tools invoke files.search path=workspace query=TODO
                              postern tools invoke files.search '{"path":"workspace","query":"TODO"}' --dry-run""",
                            1,
                            Spec.ANY,
                            List.of())
                            .with(
                                    new Spec.Option("--dry-run", "", "validate, ask policy, preview; change nothing"),
                                    new Spec.Option("--session", "SESSION", "run in this session"),
                                    VERSION),
                    "tools.invoke",
                    ToolCommands::invocation,
                    (in, result) -> Details.print(in, result));
            default -> throw Catalog.unknown(name);
        };
    }

    private static JsonObject.Builder selected(Invocation in) {
        var params = JsonObject.builder().put("tool", in.argument(0));
        var version = in.option("--version");
        return version == null ? params : params.put("version", version);
    }

    private static JsonObject invocation(Invocation in) throws Failure, UsageException, IOException {
        var params = selected(in).put("input", input(in, () -> schema(in)));
        var session = in.option("--session");
        if (session != null) {
            params.put("session", session);
        }
        if (in.has("--dry-run")) {
            params.put("dryRun", true);
        }
        return params.build();
    }

    /** Where a schema comes from, once it is needed. */
    interface Schema {
        JsonObject read() throws Failure, UsageException, IOException;
    }

    /** The schema of the tool that is named first. */
    static JsonObject schema(Invocation in) throws Failure, UsageException, IOException {
        var tool = in.call("tools.get", selected(in).build());
        return tool.object("tool").orElse(tool).object("inputSchema").orElse(JsonObject.EMPTY);
    }

    /** The input that the words after the tool are. */
    static JsonObject input(Invocation in, Schema from) throws Failure, UsageException, IOException {
        var words = in.arguments().subList(1, in.arguments().size());
        if (words.equals(List.of("-"))) {
            return Values.object(new String(System.in.readAllBytes(), StandardCharsets.UTF_8), "standard input");
        }
        if (words.size() == 1 && words.getFirst().startsWith("{")) {
            return Values.object(words.getFirst(), "the input");
        }
        if (words.isEmpty()) {
            return JsonObject.EMPTY;
        }
        var schema = from.read();
        var input = JsonObject.builder();
        for (var word : words) {
            Values.pair(input, word, schema);
        }
        return input.build();
    }
}
