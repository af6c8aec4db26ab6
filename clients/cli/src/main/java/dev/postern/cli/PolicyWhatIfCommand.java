// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.ArrayList;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** Which past decisions other rules would have made otherwise; asks page by page until all were looked at. */
final class PolicyWhatIfCommand implements Command {
    private static final int MOST = 500;

    @Override
    public Spec spec() {
        return Spec.of("policy what-if", "FILE", 1, "Find past decisions that other rules would have made otherwise")
                .with(
                        new Spec.Option("--since", "TIME",
                                "not before then: 2026-11-22T10:00:00Z, or 2h for 2 hours ago"),
                        new Spec.Option("--session", "SESSION", "of this session only"),
                        new Spec.Option("--limit", "N", "at most so many; default 100"),
                        Spec.NEXT)
                .saying("FILE holds {\"rules\":[…]}; - reads standard input. Nothing is changed.");
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        long limit = in.number("--limit", 100);
        var params = MethodCommand.texts(in, JsonObject.builder(), "session", "next");
        params.put("document", PolicyCommands.document(in.argument(0)));
        var since = in.option("--since");
        if (since != null) {
            params.put("since", Values.time(since));
        }
        var found = new ArrayList<JsonValue>();
        long decisions = 0;
        while (true) {
            params.put("limit", Math.min(MOST, limit - found.size()));
            var page = in.call("policy.whatif", params.build());
            decisions += page.integer("decisions").orElse(0L);
            found.addAll(page.array("differences").orElse(JsonArray.EMPTY).values());
            var next = page.text("next");
            if (next.isEmpty() || found.size() >= limit) {
                show(in, JsonObject.builder()
                        .put("decisions", decisions)
                        .put("differences", new JsonArray(found))
                        .put("next", next)
                        .build());
                return;
            }
            params.put("next", next);
        }
    }

    private static void show(Invocation in, JsonObject result) {
        if (in.json()) {
            in.print(result);
            return;
        }
        var differences = result.array("differences").orElse(JsonArray.EMPTY);
        if (!differences.values().isEmpty()) {
            Table.print(in, new JsonArray(differences.values().stream().map(PolicyWhatIfCommand::row).toList()), "at",
                    "tool", "was", "would", "rules", "session", "call");
        }
        in.note(result.integer("decisions").orElse(0L) + " decisions, " + differences.values().size()
                + " would have been others");
        result.text("next").ifPresent(next -> in.note("There is more: --next " + next));
    }

    private static JsonValue row(JsonValue difference) {
        if (!(difference instanceof JsonObject object)) {
            return difference;
        }
        var would = object.object("would").orElse(JsonObject.EMPTY);
        return JsonObject.builder()
                .putAll(object)
                .put("was", object.object("was").flatMap(was -> was.text("effect")).orElse(""))
                .put("would", would.text("effect").orElse(""))
                .put("rules", would.array("rules").orElse(JsonArray.EMPTY))
                .build();
    }
}
