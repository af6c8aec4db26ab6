// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.postern.core.policy.PolicyInput;

/**
 * Finds the rules that can concern a call without looking at all: each stands under what it names, the session, else the
 * principal, else the tool or its area; the few that name none of these are looked at every time.
 */
final class RuleIndex {
    private final Map<String, List<CompiledRule>> bySession = new HashMap<>();
    private final Map<String, List<CompiledRule>> byPrincipal = new HashMap<>();
    private final Map<String, List<CompiledRule>> byTool = new HashMap<>();
    private final Map<String, List<CompiledRule>> byArea = new HashMap<>();
    private final List<CompiledRule> everywhere = new ArrayList<>();

    RuleIndex(List<CompiledRule> rules) {
        rules.forEach(this::add);
    }

    private void add(CompiledRule rule) {
        var sessions = rule.when().sessions().orElse(List.of());
        var principals = rule.when().principals().orElse(List.of());
        var tools = rule.when().tools().orElse(List.of());
        if (!sessions.isEmpty()) {
            sessions.stream().distinct().forEach(session -> under(bySession, session, rule));
        } else if (!principals.isEmpty() && principals.stream().allMatch(id -> new Glob(id).isExact())) {
            principals.stream().distinct().forEach(id -> under(byPrincipal, id, rule));
        } else if (!tools.isEmpty() && !tools.contains("*")) {
            tools.stream().distinct().forEach(tool -> {
                if (tool.endsWith(".*")) {
                    under(byArea, tool.substring(0, tool.length() - 1), rule);
                } else {
                    under(byTool, tool, rule);
                }
            });
        } else {
            everywhere.add(rule);
        }
    }

    private static void under(Map<String, List<CompiledRule>> index, String name, CompiledRule rule) {
        index.computeIfAbsent(name, _ -> new ArrayList<>(2)).add(rule);
    }

    /** Hands over what can concern the call, some perhaps more than once. */
    void candidates(PolicyInput input, Consumer<CompiledRule> taker) {
        everywhere.forEach(taker);
        bySession.getOrDefault(input.session(), List.of()).forEach(taker);
        byPrincipal.getOrDefault(input.principal(), List.of()).forEach(taker);
        byTool.getOrDefault(input.tool(), List.of()).forEach(taker);
        if (!byArea.isEmpty()) {
            for (int dot = input.tool().indexOf('.'); dot >= 0; dot = input.tool().indexOf('.', dot + 1)) {
                byArea.getOrDefault(input.tool().substring(0, dot + 1), List.of()).forEach(taker);
            }
        }
    }
}
