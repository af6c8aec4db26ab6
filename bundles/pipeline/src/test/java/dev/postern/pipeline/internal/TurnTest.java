// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.TurnView.Result;
import dev.postern.api.tool.Risk;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.record.Times;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A turn from its message to its reply. */
final class TurnTest {
    private static final Set<String> REPLAYED = Set.of("now", "seed", "planner", "stages", "tools", "configuration");
    private static final Set<String> REPLAYED_WITH_MEMO = Set.of("now", "seed", "planner", "stages", "tools",
            "configuration", "memo");

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

    @Test
    void recordsWhatAReplayOfEachStepNeeds() throws Exception {
        var seen = new ArrayList<TurnView>();
        var tools = new Tools().add("time.now", Risk.LOW, true, _ -> JsonObject.of("now", "noon"));
        try (var gateway = Gateway.start(home, view -> {
            seen.add(view);
            return view.tools().isEmpty() || !view.steps().isEmpty()
                    ? new Decision.Ask("which?", JsonObject.of("asked", "which"), Duration.ofHours(1))
                    : Decision.CallTools.one("time.now", JsonObject.EMPTY);
        }, tools)) {
            var turn = gateway.ended(gateway.send("time?").turn()).id();
            var replays = replays(gateway, turn);
            assertThat(replays).hasSize(2).hasSameSizeAs(seen);
            for (int i = 0; i < seen.size(); i++) {
                assertReplayable(replays.get(i), seen.get(i));
                assertThat(replays.get(i).members()).doesNotContainKey("memo");
            }
            assertThat(replays).extracting(replay -> replay.text("seed")).doesNotHaveDuplicates();
            var answer = gateway.ended(gateway.send("that one").turn()).id();
            assertReplayable(replays(gateway, answer).getFirst(), seen.get(2));
            assertThat(replays(gateway, answer).getFirst().object("memo")).contains(JsonObject.of("asked", "which"))
                    .isEqualTo(seen.get(2).memo());
        }
    }

    @Test
    void recordsWhichBytesAcceptedTheMessage() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("hello"), new Tools())) {
            var turn = gateway.ended(gateway.send("hi").turn()).id();
            var stages = entries(gateway, turn, "message.accepted").getFirst().meta().object("stages").orElseThrow();
            assertThat(stages.members()).containsOnlyKeys("ingest", "normalize", "route");
            stages.members().keySet().forEach(stage -> assertBytes(stages, stage, Gateway.bytes(stage).toString()));
        }
    }

    /** The planner saw the time and the randomness that are recorded, and all that decided and was seen is named. */
    private static void assertReplayable(JsonObject replay, TurnView view) {
        assertThat(replay.text("now")).contains(Times.text(view.now()));
        assertThat(Instant.parse(replay.text("now").orElseThrow())).isEqualTo(view.now());
        assertThat(replay.text("seed")).contains(Long.toString(view.seed()));
        assertThat(replay.text("configuration")).contains("revision");
        assertBytes(replay, "planner", Gateway.bytes("planner").toString());
        var stages = replay.object("stages").orElseThrow();
        assertThat(stages.members()).containsOnlyKeys("decide", "act");
        assertBytes(stages, "decide", Gateway.bytes("decide").toString());
        assertBytes(stages, "act", Gateway.bytes("act").toString());
        var looked = replay.object("tools").orElseThrow();
        assertThat(looked.members()).containsOnlyKeys("time.now");
        assertBytes(looked, "time.now", "1.2.0 " + Tools.BUNDLE);
        assertThat(replay.members().keySet()).containsAll(REPLAYED).isSubsetOf(REPLAYED_WITH_MEMO);
    }

    private static void assertBytes(JsonObject in, String member, String identity) {
        assertThat(in.text(member)).contains(identity);
        assertThat(identity).matches(".+/[^/]+/[0-9a-f]{64}");
    }

    private static List<JsonObject> replays(Gateway gateway, String turn) {
        return entries(gateway, turn, "decide.finished").stream().map(Entry::replay).toList();
    }

    private static List<Entry> entries(Gateway gateway, String turn, String topic) {
        gateway.kept.settle();
        return gateway.kept.journal().ofTurn("default", turn).stream().map(JournalRecord::entry)
                .filter(entry -> entry.type().topic().equals(topic)).toList();
    }
}
