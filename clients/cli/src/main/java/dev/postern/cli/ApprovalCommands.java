// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** What waits for a person's word. */
final class ApprovalCommands {
    private static final Spec.Option REASON = new Spec.Option("--reason", "TEXT", "why, for the record");
    private static final Spec.Option ALSO = new Spec.Option("--also", "APPROVAL",
            "others of the same step, all or none; repeatable, or with commas");

    private ApprovalCommands() {}

    static Command of(String name) throws UsageException {
        return switch (name) {
            case "approvals list" -> new MethodCommand(
                    Spec.of(name, "", 0, "List calls that wait for a person's word")
                            .with(new Spec.Option("--session", "SESSION", "of this session only"), Spec.LIMIT,
                                    Spec.NEXT),
                    "approvals.list",
                    in -> MethodCommand.texts(in, JsonObject.builder().putAll(MethodCommand.page(in)), "session")
                            .build(),
                    MethodCommand.table("approvals", "id", "mode", "state", "tool", "risk", "origin", "principal",
                            "session", "expiresAt"));
            case "approvals show" -> new MethodCommand(
                    Spec.of(name, "APPROVAL", 1, "Show what waits: arguments, difference, risk, rules, who asks")
                            .saying("""
                            What the call says of itself is shown so that nothing in it hides: what cannot be seen as
                            escapes, and words that mix alphabets followed by their names, such as [!Latin+Cyrillic]."""),
                    "approvals.get",
                    MethodCommand.first("approval"),
                    (in, result) -> ApprovalView.show(in, result.object("approval").orElse(result)));
            case "approvals approve" -> new MethodCommand(
                    Spec.of(name, "APPROVAL", 1, "Let a call run, once and as it was shown")
                            .with(
                                    REASON,
                                    ALSO,
                                    new Spec.Option("--grant", "TIME",
                                            "let the same run unasked for so long, such as 1h; needs policy:write"),
                                    new Spec.Option("--any-arguments", "", "with --grant: whatever its arguments"))
                            .saying("""
                            Example: postern approvals approve a_01 --grant 1h
                            The first answer counts. 'postern policy grants' lists standing grants."""),
                    "approvals.decide",
                    in -> decision(in, "approve"),
                    ApprovalCommands::decided);
            case "approvals deny" -> new MethodCommand(
                    Spec.of(name, "APPROVAL", 1, "Refuse a call").with(REASON, ALSO),
                    "approvals.decide",
                    in -> decision(in, "deny"),
                    ApprovalCommands::decided);
            case "approvals hold" -> new HoldCommand();
            default -> throw Catalog.unknown(name);
        };
    }

    private static JsonObject decision(Invocation in, String word) throws UsageException, IOException {
        var params = JsonObject.builder().put("approval", in.argument(0)).put("decision", word);
        MethodCommand.texts(in, params, "reason");
        var also = in.list("--also");
        if (!also.isEmpty()) {
            params.put("also", JsonArray.ofStrings(also));
        }
        var grant = in.option("--grant");
        if (grant != null) {
            params.put("grant",
                    JsonObject.builder()
                            .put("seconds", Values.seconds(grant))
                            .put("anyArguments", in.has("--any-arguments"))
                            .build());
        } else if (in.has("--any-arguments")) {
            throw new UsageException("--any-arguments goes with --grant");
        }
        return params.build();
    }

    private static void decided(Invocation in, JsonObject result) {
        one(in, result.object("approval").orElse(result));
        for (var also : result.array("also").orElse(JsonArray.EMPTY).values()) {
            if (also instanceof JsonObject approval) {
                one(in, approval);
            }
        }
    }

    private static void one(Invocation in, JsonObject approval) {
        in.print(cell(approval, "id") + "  " + cell(approval, "state") + "  " + cell(approval, "tool"));
    }

    private static String cell(JsonObject approval, String member) {
        return Table.cell(approval.members().get(member));
    }
}
