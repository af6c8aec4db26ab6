// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import dev.postern.api.message.Origin;
import dev.postern.api.trigger.MessagePattern;
import dev.postern.api.trigger.MessageTrigger;
import dev.postern.api.trigger.MessageTrigger.Answer;
import dev.postern.core.json.Nesting;
import dev.postern.triggers.internal.TimedTrigger;
import org.junit.jupiter.api.Test;

/** What holds for every message trigger. Extend it and give it the trigger, and texts that it is and is not for. */
public abstract class MessageTriggerContract {

    /** A new trigger, as its component would be made. */
    protected abstract MessageTrigger trigger();

    /** Texts that it answers. */
    protected abstract List<String> texts();

    /** Texts that are not for it. */
    protected abstract List<String> others();

    /** What it answers to a text; empty when its pattern does not match, or it leaves the message to the next. */
    protected final Optional<Answer> answer(String text) throws Exception {
        return answer(trigger(), text, Origin.PERSON);
    }

    /** Its pattern tells the texts apart. */
    @Test
    void matchesItsTextsAndNoOthers() throws Exception {
        Triggering.check(!texts().isEmpty(), "give it at least one text that it answers");
        TimedTrigger.name(String.valueOf(declared(MessagePattern.NAME)));
        for (var text : texts()) {
            Triggering.check(!text.startsWith("/") && text.equals(text.strip()),
                    "the gateway strips texts, and takes what begins with / for a command: " + text);
            Triggering.check(answer(text).isPresent(), "it does not answer: " + text);
        }
        for (var text : others()) {
            Triggering.check(answer(text).isEmpty(), "it answers: " + text);
        }
    }

    /** A turn that is decided again after a crash is decided the same. */
    @Test
    void answersTheSameToTheSameMessage() throws Exception {
        var busy = trigger();
        for (var text : texts()) {
            var first = answer(busy, text, Origin.PERSON);
            Triggering.check(first.equals(answer(busy, text, Origin.PERSON)), "asked again, it answers otherwise");
            Triggering.check(first.equals(answer(text)), "another instance answers otherwise");
        }
    }

    /** The pipeline can do what it answers, also to what somebody else composed. */
    @Test
    void answersWhatCanBeDone() throws Exception {
        for (var text : texts()) {
            for (var origin : Origin.values()) {
                answer(trigger(), text, origin).ifPresent(MessageTriggerContract::doable);
            }
        }
    }

    private static void doable(Answer answer) {
        switch (answer) {
            case Answer.Reply(var text) -> Triggering.check(!text.isEmpty(), "it replies nothing");
            case Answer.Call(var tool, var input) -> {
                Triggering.check(Pattern.matches("[a-z0-9_]+(\\.[a-z0-9_]+)+", tool), tool + " is no tool's name");
                Triggering.check(!Nesting.exceeds(input, Nesting.MAX_VALUE),
                        "its input nests deeper than " + Nesting.MAX_VALUE);
            }
        }
    }

    private Optional<Answer> answer(MessageTrigger trigger, String text, Origin origin) throws Exception {
        var matcher = pattern().matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var groups = new HashMap<String, String>();
        matcher.namedGroups().forEach((name, index) -> {
            if (matcher.group(index) != null) {
                groups.put(name, matcher.group(index));
            }
        });
        var match = new MessageTrigger.Match(text, Map.copyOf(groups), "gateway", List.of(origin));
        return Triggering.within(() -> trigger.matched(match));
    }

    private Pattern pattern() {
        try {
            return Pattern.compile(String.valueOf(declared(MessagePattern.REGEX)), Pattern.DOTALL);
        } catch (PatternSyntaxException none) {
            throw new AssertionError("its pattern is no regular expression: " + none.getMessage(), none);
        }
    }

    private Object declared(String property) {
        return Triggering.declared(trigger().getClass(), MessagePattern.class, property);
    }
}
