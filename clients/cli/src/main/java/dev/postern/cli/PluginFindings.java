// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** A plan for people: a library that uses reflection everywhere must not hide the one socket beside it. */
final class PluginFindings {
    /** Of each kind. */
    private static final int SHOWN = 5;
    private static final String TRUST = "trust";
    private static final String FINDINGS = "findings";

    private PluginFindings() {}

    static void print(Invocation in, JsonObject plan) {
        var all = plan.object(TRUST).flatMap(trust -> trust.array(FINDINGS)).orElse(JsonArray.EMPTY);
        Map<String, Integer> kinds = new TreeMap<>();
        var some = new ArrayList<JsonValue>();
        for (var each : all.values()) {
            var kind = each instanceof JsonObject finding ? finding.text("kind").orElse("") : "";
            if (kinds.merge(kind, 1, Integer::sum) <= SHOWN) {
                some.add(each);
            }
        }
        if (some.size() == all.values().size()) {
            Details.print(in, plan);
            return;
        }
        Details.print(in, plan.with(TRUST, plan.object(TRUST).orElseThrow().with(FINDINGS, new JsonArray(some))));
        in.note("Found besides: " + kinds.entrySet().stream().filter(kind -> kind.getValue() > SHOWN)
                .map(kind -> (kind.getValue() - SHOWN) + " of the kind " + Shown.line(kind.getKey()))
                .collect(Collectors.joining(", ")) + ". --json has all that is told.");
    }
}
