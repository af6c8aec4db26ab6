// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.core.policy.PolicyDecision;

/** What policy says. */
public record DecisionView(
        PolicyDecision.Effect effect,
        @Description("The rules that decided") List<String> rules,
        @Description("For people") String reason) {

    static DecisionView of(PolicyDecision decision) {
        return new DecisionView(decision.effect(), decision.rules(), decision.reason());
    }
}
