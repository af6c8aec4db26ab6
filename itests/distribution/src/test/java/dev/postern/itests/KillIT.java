// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} before and after each commit barrier of a turn: what was acknowledged runs to its end or stands in
 * doubt, and nothing happens twice. How many barriers there are is counted, not assumed.
 */
class KillIT {
    /** What asks a person first. */
    private static final String ASKS = "/effects.asked";
    private static final List<String> EFFECTS = List.of("effects.txt", "repeatable.txt", "asked.txt");
    private static final boolean FULL = Boolean.getBoolean("postern.full");
    private static final int ROUNDS = FULL ? 5 : 1;

    @TempDir
    private static Path folder;
    /** With the tools, and a pattern that calls two of them. */
    private static KilledGateway killed;
    private static int kills;

    @BeforeAll
    static void prepare() throws Exception {
        killed = new KilledGateway(folder, builder -> builder.configure(
                "dev.postern.planner.rules.pattern~both",
                """
                {"name": "both", "pattern": "both",
                 "calls": ["{\\"tool\\":\\"effects.append\\",\\"input\\":{}}",
                           "{\\"tool\\":\\"effects.repeatable\\",\\"input\\":{}}"]}
                """));
        Plugins.deploy(killed.gateway(), Plugins.HOSTILE_TOOLS);
    }

    @AfterAll
    static void end() throws Exception {
        killed.close();
    }

    /** The tool may not be repeated: its intent is a barrier of its own. A turn of two steps begins with it. */
    @TestFactory
    List<DynamicTest> aCallThatMayNotBeRepeated() throws Exception {
        return !FULL ? List.of() : atEachBarrier("/effects.append", 3, (client, turn) -> {
            var ended = client.awaitTurn(turn, "finished", "in_doubt");
            boolean inDoubt = state(ended).equals("in_doubt");
            if (inDoubt) {
                client.call("turns.cancel", JsonObject.of("turn", turn));
                client.awaitTurn(turn, "cancelled");
            }
            assertThat(killed.effects("effects.txt")).hasSizeBetween(inDoubt ? 0 : 1, 1);
        });
    }

    /** The tool may be repeated, under the same idempotency key. A turn of two steps ends with it. */
    @TestFactory
    List<DynamicTest> aCallThatMayBeRepeated() throws Exception {
        return !FULL ? List.of() : atEachBarrier("/effects.repeatable", 2, (client, turn) -> {
            client.awaitTurn(turn, "finished");
            assertThat(killed.effects("repeatable.txt")).isNotEmpty();
            assertThat(killed.effects("repeatable.txt").stream().distinct()).hasSize(1);
        });
    }

    /** A step that finished is not taken again because a later one was cut off. */
    @TestFactory
    List<DynamicTest> aTurnOfTwoSteps() throws Exception {
        return atEachBarrier("both", 3, (client, turn) -> {
            var ended = client.awaitTurn(turn, "finished", "in_doubt");
            boolean inDoubt = state(ended).equals("in_doubt");
            assertThat(killed.effects("effects.txt")).hasSizeBetween(inDoubt ? 0 : 1, 1);
            assertThat(killed.effects("repeatable.txt").stream().distinct()).hasSizeBetween(inDoubt ? 0 : 1, 1);
            if (inDoubt) {
                client.call("turns.cancel", JsonObject.of("turn", turn));
                client.awaitTurn(turn, "cancelled");
            }
        });
    }

    /** A person's word is used up by the start: the call runs once by it, or stands in doubt, or waits for it still. */
    @TestFactory
    List<DynamicTest> aCallThatAPersonApproves() throws Exception {
        return atEachBarrier(ASKS, 4, (client, turn) -> {
            approve(client, turn);
            var ended = client.awaitTurn(turn, "finished", "in_doubt");
            boolean inDoubt = state(ended).equals("in_doubt");
            if (inDoubt) {
                client.call("turns.cancel", JsonObject.of("turn", turn));
                client.awaitTurn(turn, "cancelled");
            }
            assertThat(killed.effects("asked.txt")).hasSizeBetween(inDoubt ? 0 : 1, 1);
        });
    }

    private interface Expectation {
        void check(WireClient client, String turn) throws Exception;
    }

    private static List<DynamicTest> atEachBarrier(String text, int atLeast, Expectation expectation) throws Exception {
        int barriers = barriers(text);
        assertThat(barriers).as("barriers of a turn by " + text).isGreaterThanOrEqualTo(atLeast);
        var tests = new ArrayList<DynamicTest>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int at = 1; at <= barriers; at++) {
                for (var where : List.of("before:" + at, "after:" + at)) {
                    tests.add(DynamicTest.dynamicTest(where, () -> killAt(where, text, expectation)));
                }
            }
        }
        return tests;
    }

    private static void killAt(String where, String text, Expectation expectation) throws Exception {
        var thread = "crash-" + kills++;
        for (var effect : EFFECTS) {
            killed.forget(effect);
        }
        boolean acknowledged = sendInto(killed.gateway(), where, thread, text);
        try (var client = killed.gateway().connect()) {
            var turns = turns(client, thread);
            if (acknowledged) {
                assertThat(turns).hasSize(1);
            }
            assertThat(turns).hasSize(where.equals("before:1") ? 0 : 1);
            for (var turn : turns) {
                expectation.check(client, turn);
            }
            assertThat(state(client.say(Messages.in(thread, "/time.now")))).isEqualTo("finished");
        }
    }

    /** Sends one message to a gateway that dies at the barrier; tells whether it was acknowledged. */
    private static boolean sendInto(Gateway gateway, String where, String thread, String text) throws Exception {
        boolean acknowledged = false;
        try (var client = gateway.connect()) {
            killed.light(where);
            var sent = client.call("messages.send", Messages.in(thread, text));
            acknowledged = true;
            if (text.equals(ASKS)) {
                approve(client, sent.text("turn").orElseThrow());
            }
        } catch (ExecutionException | CompletionException | AssertionError died) {
            assertThat(gateway.awaitExit()).as("exit code, after: %s", died).isEqualTo(137);
        }
        killed.awaitKill();
        return acknowledged;
    }

    /** How many barriers a turn by the text has. */
    private static int barriers(String text) throws Exception {
        killed.light("never");
        try (var client = killed.gateway().connect()) {
            var turn = client.call("messages.send", Messages.in("count", text)).text("turn").orElseThrow();
            if (text.equals(ASKS)) {
                approve(client, turn);
            }
            client.awaitTurn(turn, "finished");
        }
        return killed.barriers();
    }

    /** Says so when the turn waits for a word that nobody has given yet. */
    private static void approve(WireClient client, String turn) throws Exception {
        var waits = client.awaitTurn(turn, "waiting_approval", "finished", "in_doubt");
        if (state(waits).equals("waiting_approval")) {
            for (var asked : Approvals.pending(client, waits.text("session").orElseThrow())) {
                if (state(asked).equals("pending")) {
                    Approvals.decide(client, asked, "approve");
                }
            }
        }
    }

    private static List<String> turns(WireClient client, String thread) throws Exception {
        for (var session : objects(client.call("sessions.list", JsonObject.EMPTY), "sessions")) {
            if (session.text("thread").orElse("").equals(thread)) {
                var turns = client.call(
                        "turns.list", JsonObject.of("session", session.text("id").orElseThrow()));
                return objects(turns, "turns").stream()
                        .map(turn -> turn.text("id").orElseThrow())
                        .toList();
            }
        }
        return List.of();
    }

    private static List<JsonObject> objects(JsonObject answer, String member) {
        return answer.array(member).orElseThrow().values().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String state(JsonObject turn) {
        return turn.text("state").orElseThrow();
    }
}
