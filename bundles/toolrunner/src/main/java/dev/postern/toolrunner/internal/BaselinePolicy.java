package dev.postern.toolrunner.internal;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.tool.ToolPatterns;
import org.osgi.service.component.annotations.Component;

/**
 * The rules that hold without any document: what a session forbids is denied; low risk runs, medium is confirmed, high is
 * held; and arguments that somebody else wrote never let more than low risk run without a question.
 */
@Component
public final class BaselinePolicy implements Policy {
    private static final Revision NONE = new Revision(0, 0);

    @Override
    public Revision revision(String tenant) {
        return NONE;
    }

    @Override
    public PolicyDecision decide(PolicyInput input) {
        var denied = new ArrayList<String>();
        if (ToolPatterns.match(input.deny(), input.tool())) {
            denied.add("session.deny");
        }
        if (!input.allow().isEmpty() && !ToolPatterns.match(input.allow(), input.tool())) {
            denied.add("session.allow");
        }
        if (input.maxRisk().isPresent() && input.risk().compareTo(input.maxRisk().get()) > 0) {
            denied.add("session.maxRisk");
        }
        if (!missingScopes(input).isEmpty()) {
            denied.add("tool.scopes");
        }
        return denied.isEmpty()
                ? byRisk(input)
                : new PolicyDecision(Effect.DENY, List.copyOf(denied), reason(input, denied));
    }

    private static PolicyDecision byRisk(PolicyInput input) {
        var rules = new ArrayList<>(List.of("risk." + input.risk().name().toLowerCase(java.util.Locale.ROOT)));
        if (input.risk() != Risk.LOW && input.origin() == Origin.FOREIGN) {
            rules.add("origin.foreign");
        }
        return switch (input.risk()) {
            case LOW -> new PolicyDecision(Effect.ALLOW, List.copyOf(rules), "low risk runs");
            case MEDIUM ->
                new PolicyDecision(Effect.CONFIRM, List.copyOf(rules), "medium risk is confirmed by a person");
            case HIGH ->
                new PolicyDecision(Effect.HOLD, List.copyOf(rules), "high risk runs while a person holds a key");
        };
    }

    private static String reason(PolicyInput input, List<String> denied) {
        return switch (denied.getFirst()) {
            case "session.deny" -> "the session denies " + input.tool();
            case "session.allow" -> "the session allows other tools only";
            case "session.maxRisk" -> "the session's limit is lower than the tool's risk, " + input.risk();
            default -> "the caller lacks the scopes " + missingScopes(input);
        };
    }

    private static List<String> missingScopes(PolicyInput input) {
        return input.toolScopes().stream()
                .filter(scope -> !input.scopes().contains(scope)
                        && !input.scopes().contains("*")
                        && !input.scopes().contains(scope.replaceFirst(":.*", ":*")))
                .toList();
    }
}
