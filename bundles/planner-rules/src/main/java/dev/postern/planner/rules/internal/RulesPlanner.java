// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.PlannerDefinition;
import dev.postern.api.planner.TurnView;
import dev.postern.api.trigger.MessageTrigger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Decides by rules: {@code /tool.name …} calls a tool and asks for what is missing, configured patterns call theirs,
 * those of plugins do what their triggers say, and everything else is answered with the way to help.
 *
 * <p>It reads no {@linkplain TurnView#steering() steering}: the message settles what its turn does. What is said meanwhile
 * becomes a turn of its own, in which it may be another command or the answer to a question.
 */
@Component(service = Planner.class)
@PlannerDefinition(name = "rules")
public final class RulesPlanner implements Planner {
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private final List<PatternRule> patterns = new CopyOnWriteArrayList<>();

    private final OfferedPatterns offered = new OfferedPatterns();

    /** Made by Declarative Services. */
    @Activate
    public RulesPlanner() {}

    /** For tests: with these patterns. */
    RulesPlanner(List<PatternRule> patterns) {
        this.patterns.addAll(patterns);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTrigger(MessageTrigger trigger, Map<String, Object> properties) {
        offered.add(trigger, properties);
    }

    void removeTrigger(MessageTrigger trigger) {
        offered.remove(trigger);
    }

    @Override
    public Decision next(TurnView turn) {
        return switch (decide(turn)) {
            case Decision.Reply(var text) -> new Decision.Reply(Cut.reply(text));
            case Decision.Ask(var question, var memo, var expiresAfter) ->
                new Decision.Ask(Cut.reply(question), memo, expiresAfter);
            case Decision.CallTools calls -> calls;
            case Decision.Stop stop -> stop;
        };
    }

    private Decision decide(TurnView turn) {
        if (!turn.steps().isEmpty()) {
            return afterStep(turn);
        }
        var text = text(turn);
        // What somebody else composed is never a command of the person or system that sent it on.
        return isOwnWords(turn) ? said(turn, text) : matched(turn, text);
    }

    private Decision said(TurnView turn, String text) {
        if (text.equals("/cancel")) {
            return new Decision.Reply(turn.memo().isPresent()
                    ? "Dropped."
                    : "There is no question open that could be dropped.");
        }
        var question = turn.memo().flatMap(Question::of);
        if (text.equals("/help") || text.startsWith("/help ")) {
            return Commands.beside(
                    turn, question, Help.text(turn.tools(), text.substring("/help".length()).strip()));
        }
        if (text.startsWith("/")) {
            return Commands.command(turn, text.substring(1));
        }
        return question.isPresent() ? Commands.answer(turn, question.get(), text) : matched(turn, text);
    }

    private Decision matched(TurnView turn, String text) {
        try {
            return inOrder().flatMap(rule -> rule.begin(turn, text).stream()).findFirst()
                    .or(() -> offered.begin(turn, text))
                    .orElseGet(() -> new Decision.Reply(
                            "I act on commands. /help lists them; for example /time.now tells the time."));
        } catch (TooCostlyException | StackOverflowError tooCostly) {
            return new Decision.Reply("This text takes a configured pattern too long; nothing was done.");
        }
    }

    private static boolean isOwnWords(TurnView turn) {
        return turn.message().stream().allMatch(part -> part.origin() == Origin.PERSON);
    }

    private Decision afterStep(TurnView turn) {
        var note = turn.steps().getLast().note();
        return inOrder()
                .flatMap(rule -> rule.resume(turn, text(turn), note).stream())
                .findFirst()
                .orElseGet(() -> new Decision.Reply(ResultText.of(turn.steps().getLast().results())));
    }

    private Stream<PatternRule> inOrder() {
        return patterns.stream().sorted(Comparator.comparing(PatternRule::name));
    }

    private static String text(TurnView turn) {
        return turn.message().stream()
                .map(part -> part instanceof Part.Text text ? Optional.of(text.text()) : Optional.<String>empty())
                .flatMap(Optional::stream)
                .collect(Collectors.joining("\n"))
                .strip();
    }
}
