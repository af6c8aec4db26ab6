// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** The rules by which calls are judged. */
final class PolicyCommands {
    private PolicyCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "policy show" -> new MethodCommand(
                    new Spec(name, "[REVISION]", "Show the rules in force, or those of a revision",
                            """
                            To change them: postern policy show --json > rules.json, edit that, and
                            postern policy put rules.json --expected REVISION""",
                            0, 1, List.of()),
                    "policy.get",
                    PolicyCommands::revision,
                    PolicyCommands::show);
            case "policy put" -> new MethodCommand(
                    Spec.of(name, "FILE", 1, "Put other rules in force")
                            .with(
                                    new Spec.Option("--expected", "N",
                                            "only if revision N is in force, so that nobody's change is lost"),
                                    new Spec.Option("--comment", "TEXT", "why, for the record"))
                            .saying("""
                            FILE holds {"rules":[…]}, or what 'policy show --json' printed; - reads standard input.
                            What waits for approval is asked for again under the new rules."""),
                    "policy.put",
                    PolicyCommands::change,
                    MethodCommand.details("policy"));
            case "policy history" -> new MethodCommand(
                    Spec.of(name, "", 0, "List the changes of policy, the newest first").with(Spec.LIMIT, Spec.NEXT),
                    "policy.history",
                    MethodCommand::page,
                    MethodCommand.table("revisions", "revision", "document", "grants", "at", "by", "comment"));
            case "policy test" -> new PolicyTestCommand();
            case "policy what-if" -> new PolicyWhatIfCommand();
            case "policy explain" -> PolicyExplain.command(name);
            case "policy grants" -> new MethodCommand(
                    Spec.of(name, "", 0, "List what runs unasked for a while"),
                    "policy.grants",
                    in -> JsonObject.EMPTY,
                    MethodCommand.table("grants", "id", "tool", "version", "bundle", "anyArguments", "principal",
                            "session", "by", "expiresAt"));
            case "policy revoke" -> new MethodCommand(
                    Spec.of(name, "GRANT", 1, "End a standing grant: the same is asked for again"),
                    "policy.revoke",
                    MethodCommand.first("grant"),
                    (in, result) -> in.print(in.argument(0) + "  revoked"));
            default -> throw Catalog.unknown(name);
        };
    }

    private static JsonObject revision(Invocation in) throws UsageException {
        if (in.arguments().isEmpty()) {
            return JsonObject.EMPTY;
        }
        try {
            return JsonObject.builder().put("revision", Long.parseLong(in.argument(0))).build();
        } catch (NumberFormatException e) {
            throw new UsageException("REVISION is a number that 'postern policy history' shows, not " + in.argument(0));
        }
    }

    private static void show(Invocation in, JsonObject result) {
        Details.print(in, result.object("policy").orElse(JsonObject.EMPTY));
        in.print("");
        var rules = result.object("document").flatMap(document -> document.array("rules")).orElse(JsonArray.EMPTY);
        if (rules.values().isEmpty()) {
            in.print("No rules: low risk runs, medium asks for a confirmation, high asks to hold.");
        } else {
            Table.print(in, rules, "id", "effect", "expiresAt", "reason", "when");
        }
    }

    private static JsonObject change(Invocation in) throws Failure, UsageException, IOException {
        long expected = in.number("--expected", 0, 0);
        var params = JsonObject.builder().put("document", document(in.argument(0)));
        if (in.has("--expected")) {
            params.put("expectedRevision", expected);
        }
        return MethodCommand.texts(in, params, "comment").build();
    }

    /** Rules, alone or as they were shown. */
    static JsonObject document(String file) throws Failure, UsageException, IOException {
        if (Values.file(file) instanceof JsonObject object) {
            return object.object("document").orElse(object);
        }
        throw new UsageException(file + " must hold rules: {\"rules\":[…]}");
    }
}
