package dev.postern.planner.rules.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One configured pattern: which messages it is for, the tools to call in sequence, and what to answer. */
@Component(service = PatternRule.class, configurationPid = PatternRule.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PatternRule.Config.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = PatternRule.PID, attribute = "check=${@class}")
public final class PatternRule {
    static final String PID = "dev.postern.planner.rules.pattern";

    /** The longest text that is matched; the rest of a longer one is not looked at. */
    private static final int MAX_TEXT = 16_384;

    private final String name;
    private final String surface;
    private final Pattern pattern;
    private final List<Template.Call> calls = new ArrayList<>();
    private final String reply;

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
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public PatternRule(Config config) {
        this.name = config.name();
        this.surface = config.surface();
        this.pattern = compile(config.pattern());
        this.reply = config.reply();
        for (var call : config.calls()) {
            calls.add(call(call));
        }
        if (calls.isEmpty()) {
            throw new IllegalArgumentException("calls: a pattern calls at least one tool");
        }
    }

    private static Pattern compile(String pattern) {
        try {
            return Pattern.compile(pattern, Pattern.DOTALL);
        } catch (PatternSyntaxException invalid) {
            throw new IllegalArgumentException("pattern: it is no regular expression: " + invalid.getDescription()
                    + " at character " + invalid.getIndex(), invalid);
        }
    }

    private static Template.Call call(String call) {
        try {
            return Template.Call.of(JsonValue.parse(call));
        } catch (JsonFormatException invalid) {
            throw new IllegalArgumentException("calls: " + invalid.getMessage() + " in " + call, invalid);
        }
    }

    String name() {
        return name;
    }

    /** The first call, when the message is one of ours. */
    Optional<Decision> begin(TurnView turn, String text) {
        return match(turn, text).map(groups -> call(0, new Template.Values(groups, turn.surfaceMetadata(), List.of())));
    }

    /** The next call or the answer, when the step before was ours. */
    Optional<Decision> resume(TurnView turn, String text, JsonValue note) {
        if (!(note instanceof JsonObject object && object.text("pattern").filter(name::equals).isPresent())) {
            return Optional.empty();
        }
        return match(turn, text).map(groups -> next(turn, groups));
    }

    private Decision next(TurnView turn, Map<String, String> groups) {
        var outputs = new ArrayList<JsonObject>();
        for (var step : turn.steps()) {
            if (!(step.results().getFirst() instanceof TurnView.Result.Returned(var output))) {
                return new Decision.Reply(ResultText.of(step.results()));
            }
            outputs.add(output);
        }
        var values = new Template.Values(groups, turn.surfaceMetadata(), outputs);
        if (outputs.size() < calls.size()) {
            return call(outputs.size(), values);
        }
        return new Decision.Reply(
                reply.isEmpty() ? ResultText.of(turn.steps().getLast().results()) : Template.text(reply, values));
    }

    private Decision call(int index, Template.Values values) {
        var call = calls.get(index);
        var input = (JsonObject) Template.fill(call.input(), values);
        return new Decision.CallTools(
                List.of(new Decision.Call(call.tool(), "", input)),
                JsonObject.builder().put("pattern", new JsonString(name)).build());
    }

    private Optional<Map<String, String>> match(TurnView turn, String text) {
        if (!surface.isEmpty() && !surface.equals(turn.surface())) {
            return Optional.empty();
        }
        var matcher = pattern.matcher(new BoundedText(text.substring(0, Math.min(text.length(), MAX_TEXT))));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var groups = new HashMap<String, String>();
        matcher.namedGroups().forEach((group, index) -> {
            if (matcher.group(index) != null) {
                groups.put(group, matcher.group(index));
            }
        });
        return Optional.of(groups);
    }
}
