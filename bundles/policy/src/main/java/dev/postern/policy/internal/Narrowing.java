// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.tool.ToolPatterns;

/** What a session and the caller's scopes take away: never does any of it give more than the rules do. */
final class Narrowing {
    private Narrowing() {}

    /** What is forbidden whatever the rules say. */
    static Optional<PolicyDecision> forbids(PolicyInput input) {
        var rules = new ArrayList<String>(2);
        var reason = "";
        if (ToolPatterns.match(input.deny(), input.tool())) {
            rules.add("session.deny");
            reason = "the session denies " + input.tool();
        }
        if (!input.allow().isEmpty() && !ToolPatterns.match(input.allow(), input.tool())) {
            rules.add("session.allow");
            reason = reason.isEmpty() ? "the session allows other tools only" : reason;
        }
        if (input.maxRisk().filter(most -> input.risk().compareTo(most) > 0).isPresent()) {
            rules.add("session.maxRisk");
            reason = reason.isEmpty()
                    ? "the session's limit is lower than the tool's risk, " + Baseline.name(input.risk())
                    : reason;
        }
        var missing = missingScopes(input);
        if (!missing.isEmpty()) {
            rules.add("tool.scopes");
            reason = reason.isEmpty() ? "the caller lacks the scopes " + missing : reason;
        }
        return rules.isEmpty() ? Optional.empty() : Optional.of(new PolicyDecision(Effect.DENY, rules, reason));
    }

    /** What the session wants a person's word on. */
    static PolicyDecision asks(PolicyInput input, PolicyDecision decision) {
        return decision.effect() == Effect.ALLOW
                && input.confirmFrom().filter(least -> input.risk().compareTo(least) >= 0).isPresent()
                        ? new PolicyDecision(Effect.CONFIRM, with(decision, "session.confirmFrom"),
                                "the session wants a person's word from this risk on")
                        : decision;
    }

    /** Where the session takes no questions, what would ask is denied. */
    static PolicyDecision unasked(PolicyInput input, PolicyDecision decision) {
        boolean asks = decision.effect() == Effect.CONFIRM || decision.effect() == Effect.HOLD;
        return asks && input.approvalMode().filter("deny"::equals).isPresent()
                ? new PolicyDecision(Effect.DENY, with(decision, "session.approvalMode"),
                        "it would ask, and the session takes no questions (" + decision.reason() + ")")
                : decision;
    }

    private static List<String> with(PolicyDecision decision, String rule) {
        var rules = new ArrayList<>(decision.rules());
        rules.add(rule);
        return rules;
    }

    private static List<String> missingScopes(PolicyInput input) {
        return input.toolScopes().stream()
                .filter(scope -> !input.scopes().contains(scope) && !input.scopes().contains("*")
                        && !input.scopes().contains(scope.replaceFirst(":.*", ":*")))
                .toList();
    }
}
