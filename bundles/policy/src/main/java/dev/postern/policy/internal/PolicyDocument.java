// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Risk;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.PolicyDecision.Effect;

/**
 * A tenant's rules. Their order says nothing: deny wins, then the most specific rule, then the stricter.
 *
 * @param rules at most 5,000
 */
public record PolicyDocument(
        @Description("The rules; their order says nothing") @Size(max = 5_000) @DefaultValue("[]") List<Rule> rules) {

    /** Without rules: risk alone decides. */
    public static final PolicyDocument EMPTY = new PolicyDocument(List.of());

    /** Copies the list. */
    public PolicyDocument {
        rules = List.copyOf(rules);
    }

    /**
     * A rule.
     *
     * @param id names it in decisions
     * @param effect what it says
     * @param when what it is for; everything when absent
     * @param reason for people
     * @param expiresAt until when it holds
     */
    public record Rule(
            @Description("Names the rule in decisions") @Pattern("^[a-z0-9][a-z0-9._-]{0,63}$") String id,
            @Description("What it says") Effect effect,
            @Description("What it is for: calls that meet every condition; all calls when absent") Optional<When> when,
            @Description("For people") @Size(max = 500) Optional<String> reason,
            @Description("Until when it holds; for ever when absent") Optional<Instant> expiresAt) {}

    /** Conditions: each that is named must be met, by one of its values. */
    public record When(
            @Description("Ids of principals; * and ? stand for any") @Size(max = 500) Optional<List<String>> principals,
            @Description("Sorts of principals") @Size(max = 4) Optional<List<Principal.Kind>> kinds,
            @Description("Levels of trust") @Size(max = 3) Optional<List<Principal.Trust>> trust,
            @Description("Ids of sessions") @Size(max = 500) Optional<List<String>> sessions,
            @Description("Names of surfaces") @Size(max = 100) Optional<List<String>> surfaces,
            @Description("Tools: names, area.* or *") @Size(max = 500) Optional<List<String>> tools,
            @Description("Versions of the tool, an OSGi range such as [1,2)") @Size(max = 64) Optional<String> versions,
            @Description("What the tool can do at worst") @Size(max = 3) Optional<List<Risk>> risk,
            @Description("Where the arguments came from, at worst") @Size(max = 3) Optional<List<Origin>> origin,
            @Description("What arguments must be like") @Size(max = 32) Optional<List<Argument>> arguments) {}

    /**
     * A condition on an argument: one of its tests, of a value as it is recorded. What is redacted there no rule sees.
     */
    public record Argument(
            @Description("Where it stands in the input, a JSON pointer (RFC 6901)") @Size(max = 500) String pointer,
            @Description("It is that value") Optional<JsonValue> equals,
            @Description("It is one of these") @Size(max = 500) Optional<List<JsonValue>> oneOf,
            @Description("It is a text that begins so") @Size(max = 2_000) Optional<String> prefix,
            @Description("It is a text like that; * stands for any characters, ? for one") @Size(
                    max = 2_000) Optional<String> glob,
            @Description("It is a number not below") @Range(min = -1e15, max = 1e15) Optional<Double> minimum,
            @Description("It is a number not above") @Range(min = -1e15, max = 1e15) Optional<Double> maximum,
            @Description("It is there, or is not") Optional<Boolean> present) {}
}
