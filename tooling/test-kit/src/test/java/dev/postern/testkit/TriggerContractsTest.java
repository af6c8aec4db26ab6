// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.postern.api.json.JsonObject;
import dev.postern.api.trigger.MessageTrigger;
import dev.postern.api.trigger.MessageTrigger.Answer;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.api.trigger.WebhookTrigger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.example.triggers.Triggers;
import org.junit.jupiter.api.Test;

/** The contracts of triggers fail those that break them, and no others. */
class TriggerContractsTest {

    private static ScheduleTriggerContract schedule(ScheduleTrigger trigger) {
        return new ScheduleTriggerContract() {
            @Override
            protected ScheduleTrigger trigger() {
                return trigger;
            }
        };
    }

    @Test
    void ofSchedules() throws Exception {
        var good = schedule(new Triggers.Weekdays(firing -> Optional.of(TriggeredMessage.of("of " + firing.due()))));
        assertThatCode(() -> {
            good.isDueAtTimesThatTheGatewayReads();
            good.saysWhatIsAcceptedAtEachDueTime();
            good.canBeAskedForTheSameTimeAgain();
            good.takesTimesThatWereMissedAndAHandThatFiresIt();
        }).doesNotThrowAnyException();
        assertThat(good.due(2)).containsExactly(Instant.parse("2026-01-01T07:00:00Z"),
                Instant.parse("2026-01-02T07:00:00Z"));

        fails(() -> schedule(new Triggers.Never()).isDueAtTimesThatTheGatewayReads(), "61");
        fails(() -> schedule(firing -> Optional.empty()).isDueAtTimesThatTheGatewayReads(), "is no component");
        fails(() -> schedule(new Triggers.Weekdays(firing -> Optional.of(new TriggeredMessage("t", List.of(),
                JsonObject.EMPTY)))).saysWhatIsAcceptedAtEachDueTime(), "1 to 32 parts");
        fails(() -> schedule(new Triggers.Weekdays(firing -> Optional.of(TriggeredMessage.of(" "))))
                .saysWhatIsAcceptedAtEachDueTime(), "says nothing");
        assertThatThrownBy(() -> schedule(new Triggers.Weekdays(firing -> {
            throw new IllegalStateException(firing.missed() > 0 ? "missed" : "on time");
        })).takesTimesThatWereMissedAndAHandThatFiresIt()).hasMessage("missed");
    }

    private static WebhookTriggerContract webhook(Function<WebhookTrigger.Request, Optional<TriggeredMessage>> makes) {
        return new WebhookTriggerContract() {
            @Override
            protected WebhookTrigger trigger() {
                return new Triggers.Pushes(makes);
            }

            @Override
            protected List<WebhookTrigger.Request> requests() {
                return List.of(request(JsonObject.of("ref", "main"), Map.of("x-event", "push")));
            }
        };
    }

    @Test
    void ofWebhooks() {
        var good = webhook(request -> Optional.of(TriggeredMessage.of("pushed " + ref(request))));
        assertThatCode(() -> {
            good.hasANameThatTheGatewayReads();
            good.makesAMessageOfEachRequestEachTimeItComes();
            good.takesPayloadsThatGrew();
            good.saysWhatItDoesNotUnderstandOrIgnoresIt();
        }).doesNotThrowAnyException();

        fails(() -> webhook(request -> Optional.empty()).makesAMessageOfEachRequestEachTimeItComes(), "no message");
        var count = new AtomicInteger();
        fails(() -> webhook(request -> Optional.of(TriggeredMessage.of("the " + count.incrementAndGet())))
                .makesAMessageOfEachRequestEachTimeItComes(), "another message");
        assertThatThrownBy(() -> webhook(request -> Optional.of(TriggeredMessage.of(((JsonObject) request.body())
                .text("ref").orElseThrow()))).saysWhatItDoesNotUnderstandOrIgnoresIt())
                .isInstanceOf(NoSuchElementException.class);
    }

    private static String ref(WebhookTrigger.Request request) {
        return request.body() instanceof JsonObject body && body.text("ref").isPresent()
                ? body.text("ref").get()
                : refuse();
    }

    private static String refuse() {
        throw new IllegalArgumentException("it names no ref");
    }

    private static MessageTriggerContract message(Function<MessageTrigger.Match, Optional<Answer>> answers) {
        return new MessageTriggerContract() {
            @Override
            protected MessageTrigger trigger() {
                return new Triggers.Errands(answers);
            }

            @Override
            protected List<String> texts() {
                return List.of("go shopping");
            }

            @Override
            protected List<String> others() {
                return List.of("stay", "go away");
            }
        };
    }

    @Test
    void ofMessages() {
        var good = message(match -> Optional.ofNullable(match.groups().get("where"))
                .filter(where -> !where.equals("away"))
                .map(where -> new Answer.Call("walk.to", JsonObject.of("place", where))));
        assertThatCode(() -> {
            good.matchesItsTextsAndNoOthers();
            good.answersTheSameToTheSameMessage();
            good.answersWhatCanBeDone();
        }).doesNotThrowAnyException();

        fails(() -> message(match -> Optional.of(new Answer.Reply("gone"))).matchesItsTextsAndNoOthers(), "go away");
        fails(() -> message(match -> Optional.empty()).matchesItsTextsAndNoOthers(), "go shopping");
        var count = new AtomicInteger();
        fails(() -> message(match -> Optional.of(new Answer.Reply("the " + count.incrementAndGet())))
                .answersTheSameToTheSameMessage(), "otherwise");
        fails(() -> message(match -> Optional.of(new Answer.Call("walk", JsonObject.EMPTY))).answersWhatCanBeDone(),
                "no tool's name");
    }

    private static void fails(ThrowingCallable contract, String because) {
        assertThatThrownBy(contract).isInstanceOf(AssertionError.class).hasMessageContaining(because);
    }
}
