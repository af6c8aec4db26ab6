// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.List;
import java.util.Locale;

import dev.postern.api.tool.Risk;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.policy.PolicyInput;

/** What holds where no rule says anything: low risk runs, medium is confirmed, high is held. */
final class Baseline {
    private Baseline() {}

    static PolicyDecision decide(PolicyInput input) {
        var rules = List.of("risk." + name(input.risk()));
        return new PolicyDecision(byRisk(input.risk()), rules, switch (input.risk()) {
            case LOW -> "low risk runs";
            case MEDIUM -> "medium risk is confirmed by a person";
            case HIGH -> "high risk runs while a person holds a key";
        });
    }

    static Effect byRisk(Risk risk) {
        return switch (risk) {
            case LOW -> Effect.ALLOW;
            case MEDIUM -> Effect.CONFIRM;
            case HIGH -> Effect.HOLD;
        };
    }

    static String name(Risk risk) {
        return risk.name().toLowerCase(Locale.ROOT);
    }
}
