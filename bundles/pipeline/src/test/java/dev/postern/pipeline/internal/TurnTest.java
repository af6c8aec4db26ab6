package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView.Result;
import dev.postern.api.tool.Risk;
import dev.postern.core.turn.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A turn from its message to its reply. */
final class TurnTest {
    @TempDir
    Path home;

    @Test
    void answersAMessage() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("hello"), new Tools())) {
            var receipt = gateway.send("hi");
            var turn = gateway.ended(receipt.turn());
            assertThat(turn.state()).isEqualTo(Turn.State.FINISHED);
            assertThat(turn.reply()).contains("hello");
            assertThat(turn.commits()).isEqualTo(2);
            assertThat(gateway.topics(turn.id())).containsExactly("message.accepted",
                    "turn.accepted", "message.queued", "turn.started", "decide.finished", "message.emitted",
                    "turn.finished");
        }
    }

    @Test
    void callsAToolAndTellsWhatItReturned() throws Exception {
        var tools = new Tools().add("time.now", Risk.LOW, true, _ -> JsonObject.of("now", "noon"));
        try (var gateway = Gateway.start(home, view -> view.steps().isEmpty()
                ? Decision.CallTools.one("time.now", JsonObject.EMPTY)
                : new Decision.Reply(((Result.Returned) view.steps().getFirst().results().getFirst()).output()
                        .text("now").orElseThrow()),
                tools)) {
            var turn = gateway.ended(gateway.send("time?").turn());
            assertThat(turn.reply()).contains("noon");
            assertThat(turn.commits()).isLessThanOrEqualTo(4);
            assertThat(gateway.topics(turn.id())).containsSubsequence("turn.started", "decide.finished",
                    "tool.started", "tool.finished", "turn.step", "decide.finished", "turn.finished");
        }
    }
}
