// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.policy.Grant;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.policy.PolicyInput;

/**
 * What is in force for a tenant, ready to judge. Pure: the same input, the same decision.
 *
 * <p>In this order: what the session or a missing scope forbids is denied. A rule that denies wins. Among the others that
 * match, the most specific decide, and of equally specific ones the strictest; where none matches, the risk does. The
 * session can ask for more. A standing grant lets through what would be confirmed. Arguments that somebody else wrote let
 * nothing beyond low risk run without a question. Where the session takes no questions, what would ask is denied.
 */
public final class CompiledPolicy {
    /** Without rules: what sessions and risk say. */
    public static final CompiledPolicy BASELINE = new CompiledPolicy(new Policy.Revision(0, 0), PolicyDocument.EMPTY,
            List.of());

    private final Policy.Revision revision;
    private final RuleIndex rules;
    private final List<Grant> grants;

    /** Compiles a document; grants that have ended do no harm. */
    public CompiledPolicy(Policy.Revision revision, PolicyDocument document, List<Grant> grants) {
        this.revision = revision;
        this.rules = new RuleIndex(document.rules().stream().map(CompiledRule::new).toList());
        this.grants = List.copyOf(grants);
    }

    Policy.Revision revision() {
        return revision;
    }

    /** Judges. */
    public PolicyDecision decide(PolicyInput input) {
        var forbidden = Narrowing.forbids(input);
        if (forbidden.isPresent()) {
            return forbidden.get();
        }
        var decision = byRules(input);
        if (decision.effect() == Effect.DENY) {
            return decision;
        }
        return Narrowing.unasked(input, foreign(input, granted(input, Narrowing.asks(input, decision))));
    }

    private PolicyDecision byRules(PolicyInput input) {
        var match = new Match();
        rules.candidates(input, rule -> match.take(rule, input));
        return match.decision().orElseGet(() -> Baseline.decide(input));
    }

    private PolicyDecision granted(PolicyInput input, PolicyDecision decision) {
        if (decision.effect() != Effect.CONFIRM) {
            return decision;
        }
        return grants.stream().filter(grant -> covers(grant, input)).findFirst()
                .map(grant -> new PolicyDecision(Effect.ALLOW, List.of("grant:" + grant.id()),
                        "a standing grant of " + grant.by() + " lets it run"))
                .orElse(decision);
    }

    private static boolean covers(Grant grant, PolicyInput input) {
        return input.at().isBefore(grant.expiresAt()) && grant.session().equals(input.session())
                && grant.principal().equals(input.principal()) && grant.tool().equals(input.tool())
                && grant.version().equals(input.version()) && isSameCode(grant, input)
                && grant.arguments().filter(digest -> !digest.equals(input.arguments())).isEmpty();
    }

    /** Another bundle's tool of the same name is another tool, and so is one that takes or returns something else. */
    private static boolean isSameCode(Grant grant, PolicyInput input) {
        return grant.bundle().isPresent() && grant.schemas().isPresent() && grant.schemas().equals(input.schemas())
                && input.bundle().filter(bundle -> bundle.startsWith(grant.bundle().get() + "/")).isPresent();
    }

    private static PolicyDecision foreign(PolicyInput input, PolicyDecision decision) {
        if (decision.effect() != Effect.ALLOW || input.origin() != Origin.FOREIGN || input.risk() == Risk.LOW) {
            return decision;
        }
        var rules = new ArrayList<>(decision.rules());
        rules.add("origin.foreign");
        return new PolicyDecision(Baseline.byRisk(input.risk()), rules,
                "its arguments come from what somebody else wrote, and its risk is "
                        + Baseline.name(input.risk()));
    }

    /** The strongest of the rules that match. */
    private static final class Match {
        private final Set<String> names = new LinkedHashSet<>();
        private Optional<CompiledRule> best = Optional.empty();

        void take(CompiledRule rule, PolicyInput input) {
            int stronger = best.map(known -> compare(rule, known)).orElse(1);
            if (stronger < 0 || !rule.matches(input)) {
                return;
            }
            if (stronger > 0) {
                names.clear();
            }
            // of equal ones the first by name gives the reason: their order says nothing
            if (stronger > 0 || best.filter(known -> rule.name().compareTo(known.name()) < 0).isPresent()) {
                best = Optional.of(rule);
            }
            names.add(rule.name());
        }

        private static int compare(CompiledRule one, CompiledRule other) {
            boolean denies = one.effect() == Effect.DENY;
            if (denies != (other.effect() == Effect.DENY)) {
                return denies ? 1 : -1;
            }
            int byRank = denies ? 0 : Integer.compare(one.rank(), other.rank());
            return byRank != 0 ? byRank : Integer.compare(strictness(one.effect()), strictness(other.effect()));
        }

        private static int strictness(Effect effect) {
            return switch (effect) {
                case ALLOW -> 0;
                case CONFIRM -> 1;
                case HOLD -> 2;
                case DENY -> 3;
            };
        }

        Optional<PolicyDecision> decision() {
            return best.map(rule -> new PolicyDecision(rule.effect(), names.stream().sorted().toList(),
                    rule.reason().isEmpty() ? "by the rule " + rule.name() : rule.reason()));
        }
    }
}
