// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.ArrayList;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Holds cases against the rules. */
final class PolicyTestCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("policy test", "CASES", 1, "Check that policy says of cases what is expected")
                .with(new Spec.Option("--document", "FILE", "by these rules instead of those in force"))
                .saying("""
                CASES is a file (- for standard input) with a list of cases in JSON:
                  [{"name":"nobody deletes","what":{"tool":"files.delete","input":{"path":"a"}},"effect":"deny"}]
                Effects are allow, deny, confirm and hold; 'what' takes what 'policy explain' takes. Exits with 1 when a
                case fails.""");
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var file = in.argument(0);
        var read = Values.file(file);
        if (read instanceof JsonObject object) {
            read = object.get("cases").orElse(object);
        }
        if (!(read instanceof JsonArray cases) || cases.values().isEmpty()) {
            throw new UsageException(file + " must hold a list of cases, at least one");
        }
        var params = JsonObject.builder().put("cases", cases);
        var document = in.option("--document");
        if (document != null) {
            params.put("document", PolicyCommands.document(document));
        }
        var result = in.call("policy.test", params.build());
        if (in.json()) {
            in.print(result);
        } else {
            show(in, result, cases);
        }
        long failed = result.integer("failed").orElse(0L);
        if (failed > 0) {
            throw new Failure("precondition_failed", failed + " of " + cases.values().size()
                    + " cases are not judged as expected");
        }
    }

    private static void show(Invocation in, JsonObject result, JsonArray cases) {
        var rows = new ArrayList<JsonValue>();
        for (var each : result.array("outcomes").orElse(JsonArray.EMPTY).values()) {
            if (each instanceof JsonObject outcome) {
                var decision = outcome.object("decision").orElse(JsonObject.EMPTY);
                boolean passed = outcome.members().get("passed") instanceof JsonBoolean(var yes) && yes;
                rows.add(JsonObject.builder()
                        .put("case", outcome.text("name").orElseGet(() -> name(cases, rows.size())))
                        .put("result", passed ? "passed" : "FAILED")
                        .put("expected", outcome.text("expected"))
                        .putAll(decision)
                        .build());
            }
        }
        Table.print(in, new JsonArray(rows), "case", "result", "expected", "effect", "rules", "reason");
    }

    /** A case without a name is called by its place and tool. */
    private static String name(JsonArray cases, int at) {
        var tool = cases.values().get(at) instanceof JsonObject one
                ? one.object("what").flatMap(what -> what.get("tool")).orElse(new JsonString(""))
                : new JsonString("");
        return at + 1 + " " + Table.cell(tool);
    }
}
