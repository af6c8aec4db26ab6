// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView.Result;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever turns there were, however long: models see whole turns, and every call with its result. */
class ContextTest {

    @RepeatedTest(200)
    void turnsAreWholeAndEveryCallHasItsResult(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var turn = FakeTurn.saying("now " + text(random));
        var earlier = new ArrayList<List<ModelMessage>>();
        for (int i = random.nextInt(12); i > 0; i--) {
            var said = "said " + i + text(random);
            var reply = random.nextInt(4) == 0 ? "" : "replied " + i + text(random);
            turn.earlier(said, reply);
            earlier.add(reply.isEmpty()
                    ? List.of(new ModelMessage.Said(said))
                    : List.of(new ModelMessage.Said(said), new ModelMessage.Answered(reply, List.of())));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            step(turn, random);
        }
        int budget = random.nextInt(3_000);
        var settings = Settings.of(Fakes.config(PlannerConfig.class,
                Map.of("history_tokens", budget, "history_turns", random.nextInt(10), "result_characters", 100)));
        var messages = new Conversation(turn, settings, new ToolNames(turn.tools()),
                new Attachments(new FakeBlobs(Path.of("."))), "Help.").messages();

        int now = messages.indexOf(new ModelMessage.Said(((dev.postern.api.message.Part.Text) turn.message().getFirst())
                .text()));
        var history = messages.subList(1, now);
        var kept = new ArrayList<ModelMessage>();
        for (int i = earlier.size(); !kept.equals(history) && i > 0; i--) {
            kept.addAll(0, earlier.get(i - 1));
        }
        assertThat(history).as("the newest turns, whole").isEqualTo(kept);
        assertThat(Tokens.of(history)).isLessThanOrEqualTo(budget);
        paired(messages.subList(now + 1, messages.size()));
    }

    /** Right after an answer come the results of its calls, each once and in order; no two calls have one id. */
    private static void paired(List<ModelMessage> messages) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < messages.size();) {
            var answered = (ModelMessage.Answered) messages.get(i++);
            for (var call : answered.calls()) {
                assertThat(messages.get(i++)).isInstanceOfSatisfying(ModelMessage.Result.class,
                        result -> assertThat(result.call()).isEqualTo(call.id()));
                ids.add(call.id());
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    /** One of ours, or of another planner that notes something else. */
    private static void step(FakeTurn turn, Random random) {
        var calls = new ArrayList<Decision.Call>();
        var wanted = new ArrayList<ModelCall>();
        var results = new ArrayList<Result>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            calls.add(new Decision.Call(random.nextBoolean() ? "time.now" : "gone.tool", "", JsonObject.EMPTY));
            wanted.add(new ModelCall("call_" + random.nextInt(3), "time_now", "{}"));
            results.add(random.nextBoolean()
                    ? new Result.Returned(JsonObject.of("text", text(random)))
                    : new Result.Failed("denied", text(random)));
        }
        JsonValue note = switch (random.nextInt(4)) {
            case 0 -> JsonNull.NULL;
            case 1 -> JsonObject.builder().put("text", "less").put("calls", JsonArray.EMPTY).build();
            default -> new StepNote("well", wanted, JsonNull.NULL, 1, java.util.Optional.empty()).write();
        };
        turn.after(new Decision.CallTools(calls, note), results.toArray(Result[]::new));
    }

    private static String text(Random random) {
        return "\uD83C\uDF19x".repeat(random.nextInt(400));
    }
}
