// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.postern.core.budget.Money;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** Applies patches to settings, and what the schema cannot say of them. */
final class SettingsRules {
    private static final Set<String> RISKS = Set.of("low", "medium", "high");
    private static final Set<String> APPROVAL_MODES = Set.of("ask", "deny");
    private static final Pattern PLANNER = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern TOOL = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)+");
    private static final Pattern AREA = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*\\.\\*");
    private static final Set<String> MODEL_USES = Set.of("default", "tool", "summarizer");
    private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}/[A-Za-z0-9][A-Za-z0-9._:/@+-]*");
    private static final int LONGEST_MODEL = 200;
    private static final SessionSettings.Limits NO_LIMITS = new SessionSettings.Limits(Optional.empty(),
            Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty());
    /** No tool has a longer name; what is longer is not even looked at. */
    private static final int LONGEST = 64;

    private static final SessionSettings.Collect NOTHING = new SessionSettings.Collect(Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty());

    private SettingsRules() {}

    static SessionSettings initial(int messagesPerMinute, int maxQueued) {
        if (messagesPerMinute < 1 || messagesPerMinute > 100_000 || maxQueued < 1 || maxQueued > 1_000) {
            throw new IllegalArgumentException("dev.postern.session: messages.per.minute is 1 to 100000 and"
                    + " max.queued 1 to 1000, not " + messagesPerMinute + " and " + maxQueued);
        }
        var shipped = SessionSettings.DEFAULT;
        return new SessionSettings(shipped.planner(), shipped.models(), shipped.queueMode(), maxQueued, shipped.allow(),
                shipped.deny(), shipped.maxRisk(), shipped.confirmFrom(), shipped.approvalMode(), shipped.dryRun(),
                messagesPerMinute,
                shipped.pins(),
                shipped.collect(), shipped.instruction(), shipped.limits());
    }

    /** What a session begins with that is to decide with these; empty ones are left to the configuration. */
    static SessionSettings chosen(SessionSettings initial, Optional<String> planner, Map<String, String> models)
            throws WireException {
        return new SessionSettings(text("planner", planner, initial.planner(), PLANNER),
                models.isEmpty() ? initial.models() : models(models), initial.queueMode(), initial.maxQueued(),
                initial.allow(), initial.deny(), initial.maxRisk(), initial.confirmFrom(), initial.approvalMode(),
                initial.dryRun(), initial.messagesPerMinute(), initial.pins(), initial.collect(),
                initial.instruction(), initial.limits());
    }

    /** The settings without what somebody said. */
    static SessionSettings erased(SessionSettings now) {
        return new SessionSettings(now.planner(), now.models(), now.queueMode(), now.maxQueued(), now.allow(),
                now.deny(),
                now.maxRisk(), now.confirmFrom(), now.approvalMode(), now.dryRun(), now.messagesPerMinute(), now.pins(),
                now.collect(), Optional.empty(), now.limits());
    }

    /** The settings with what the patch names replaced. */
    static SessionSettings apply(SettingsPatch patch, SessionSettings now) throws WireException {
        return new SessionSettings(
                text("planner", patch.planner(), now.planner(), PLANNER),
                models(patch.models().orElse(now.models())),
                patch.queueMode().orElse(now.queueMode()),
                patch.maxQueued().orElse(now.maxQueued()),
                tools("allow", patch.allow().orElse(now.allow())),
                tools("deny", patch.deny().orElse(now.deny())),
                choice("maxRisk", patch.maxRisk(), now.maxRisk(), RISKS),
                choice("confirmFrom", patch.confirmFrom(), now.confirmFrom(), RISKS),
                choice("approvalMode", patch.approvalMode(), now.approvalMode(), APPROVAL_MODES),
                patch.dryRun().orElse(now.dryRun()),
                patch.messagesPerMinute().orElse(now.messagesPerMinute()),
                pins(patch.pins().orElse(now.pins())),
                collect(patch, now),
                patch.instruction().isEmpty() ? now.instruction() : patch.instruction().filter(text -> !text.isBlank()),
                patch.limits().isEmpty() ? now.limits() : limits(patch.limits().get()));
    }

    /** One that says nothing takes the session back to what configuration says. */
    private static Optional<SessionSettings.Collect> collect(SettingsPatch patch, SessionSettings now)
            throws WireException {
        if (patch.collect().isEmpty()) {
            return now.collect();
        }
        var wanted = patch.collect().get().settings();
        bound("quietMs", wanted.quietMs(), 0, 60_000);
        bound("maxMessages", wanted.maxMessages(), 1, 100);
        bound("maxBytes", wanted.maxBytes(), 1, 1_048_576);
        bound("maxAgeMs", wanted.maxAgeMs(), 0, 600_000);
        return Optional.of(wanted).filter(collect -> !collect.equals(NOTHING));
    }

    private static void bound(String name, Optional<Integer> value, int least, int most) throws WireException {
        if (value.filter(number -> number < least || number > most).isPresent()) {
            throw invalid("collect/" + name, "must be " + least + " to " + most);
        }
    }

    /** Empty text takes a setting back to what configuration says. */
    private static Optional<String> text(String name, Optional<String> wanted, Optional<String> now, Pattern rule)
            throws WireException {
        if (wanted.isEmpty()) {
            return now;
        }
        if (wanted.get().isEmpty()) {
            return Optional.empty();
        }
        if (!rule.matcher(wanted.get()).matches()) {
            throw invalid(name, "must be empty or match " + rule.pattern());
        }
        return wanted;
    }

    private static Optional<String> choice(String name, Optional<String> wanted, Optional<String> now,
            Set<String> choices) throws WireException {
        if (wanted.isEmpty()) {
            return now;
        }
        if (wanted.get().isEmpty()) {
            return Optional.empty();
        }
        if (!choices.contains(wanted.get())) {
            throw invalid(name, "must be empty or one of " + choices.stream().sorted().toList());
        }
        return wanted;
    }

    private static List<String> tools(String name, List<String> tools) throws WireException {
        for (var tool : tools) {
            if (!tool.equals("*") && !matches(TOOL, tool) && !matches(AREA, tool)) {
                throw invalid(name, "holds names of tools, area.* or *, of at most " + LONGEST + " characters");
            }
        }
        return tools;
    }

    private static Map<String, String> models(Map<String, String> models) throws WireException {
        for (var model : models.entrySet()) {
            if (!MODEL_USES.contains(model.getKey()) || model.getValue().length() > LONGEST_MODEL
                    || !MODEL.matcher(model.getValue()).matches()) {
                throw invalid("models", "holds an endpoint and a model of it, such as local/llama3.2, by what for: "
                        + MODEL_USES.stream().sorted().toList());
            }
        }
        return models;
    }

    private static Map<String, Integer> pins(Map<String, Integer> pins) throws WireException {
        for (var pin : pins.entrySet()) {
            if (!matches(TOOL, pin.getKey()) || pin.getValue() < 0) {
                throw invalid("pins", "holds a major version, from 0, by the name of a tool");
            }
        }
        return pins;
    }

    /** None of them is the same as no limits. */
    private static Optional<SessionSettings.Limits> limits(SettingsPatch.Limits wanted) throws WireException {
        amount("turnSpend", wanted.turnSpend());
        amount("spend", wanted.spend());
        amount("daySpend", wanted.daySpend());
        return Optional.of(wanted.settings()).filter(limits -> !limits.equals(NO_LIMITS));
    }

    private static void amount(String name, Optional<String> amount) throws WireException {
        try {
            amount.ifPresent(Money::of);
        } catch (IllegalArgumentException bad) {
            throw invalid("limits/" + name, String.valueOf(bad.getMessage()));
        }
    }

    private static boolean matches(Pattern rule, String text) {
        return text.length() <= LONGEST && rule.matcher(text).matches();
    }

    private static WireException invalid(String name, String rule) {
        return new WireException(ErrorCode.INVALID_PARAMS, "params/settings/" + name + ": " + rule);
    }
}
