// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.Optional;

import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One configured pattern. A change that cannot be taken leaves it as it was. */
@Component(service = PatternRule.class, configurationPid = PatternRule.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PatternRule.Config.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = PatternRule.PID, attribute = "check=${@class}")
public final class PatternRule {
    static final String PID = "dev.postern.planner.rules.pattern";

    private static final Logger LOG = LoggerFactory.getLogger(PatternRule.class);

    private volatile Sequence sequence;

    /** Settings of a pattern. */
    @ObjectClassDefinition(name = "Postern message pattern",
            description = "Calls tools in sequence for messages that match.")
    public @interface Config {
        @AttributeDefinition(description = "Patterns are tried in the order of their names.")
        String name();

        @AttributeDefinition(description = "Only for messages of this surface; empty for all.")
        String surface() default "";

        @AttributeDefinition(
                description = "A Java regular expression that the whole text must match; named groups can be used below.")
        String pattern();

        @AttributeDefinition(
                description = "Calls in sequence, each {\"tool\":…,\"input\":{…}}. In texts of the input, {group} is a"
                        + " named group, {/pointer} points into what the surface knows of the message, and"
                        + " {1/pointer} into the output of the first call.")
        String[] calls();

        @AttributeDefinition(description = "What to answer, with the same placeholders; empty for the last output.")
        String reply() default "";
    }

    /**
     * Made by Declarative Services.
     *
     * @throws IllegalArgumentException for a bad setting: which, of which pattern, and why
     */
    @Activate
    public PatternRule(Config config) {
        sequence = Sequence.of(config);
    }

    @Modified
    void change(Config config) {
        try {
            sequence = Sequence.of(config);
        } catch (IllegalArgumentException refused) {
            LOG.error("{}; what was there before stays", refused.getMessage());
        }
    }

    String name() {
        return sequence.name();
    }

    /** The first call, when the message is one of ours. */
    Optional<Decision> begin(TurnView turn, String text) {
        return sequence.begin(turn, text);
    }

    /** The next call or the answer, when the step before was ours. */
    Optional<Decision> resume(TurnView turn, String text, JsonValue note) {
        return sequence.resume(turn, text, note);
    }
}
