package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.CrashingDistribution;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code kill -9} at each commit barrier of a turn: what was acknowledged runs to its end, and nothing happens twice. */
class KillIT {
    private static final int BARRIERS = 5;

    static Stream<String> barriers() {
        return Stream.iterate(1, at -> at <= BARRIERS, at -> at + 1)
                .flatMap(at -> Stream.of("before:" + at, "after:" + at));
    }

    @ParameterizedTest
    @MethodSource("barriers")
    void anAcceptedTurnEndsOnce(String where, @TempDir Path folder) throws Exception {
        var home = folder.resolve("home");
        var distribution = CrashingDistribution.in(folder);
        prepare(home);
        boolean acknowledged = sendInto(home, distribution, where, "/effects.append");

        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            // The second message shows that the session is not stuck, and comes after the first.
            var turns = turns(client, "crash");
            assertThat(turns.size()).isEqualTo(acknowledged ? 1 : Math.min(turns.size(), 1));
            for (var turn : turns) {
                var ended = client.awaitTurn(turn, "finished", "in_doubt");
                if (ended.text("state").orElse("").equals("in_doubt")) {
                    client.call("turns.cancel", JsonObject.of("turn", turn));
                }
            }
            client.say(Messages.in("crash", "/time.now"));
            assertThat(effects(home, "effects.txt")).hasSizeLessThanOrEqualTo(1);
            for (var turn : turns) {
                if (client.awaitTurn(turn, "finished", "cancelled").text("state").orElse("").equals("finished")) {
                    assertThat(effects(home, "effects.txt")).hasSize(1);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("barriers")
    void aRepeatableToolKeepsItsIdempotencyKey(String where, @TempDir Path folder) throws Exception {
        var home = folder.resolve("home");
        var distribution = CrashingDistribution.in(folder);
        prepare(home);
        boolean acknowledged = sendInto(home, distribution, where, "/effects.repeatable");

        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            var turns = turns(client, "crash");
            if (acknowledged) {
                assertThat(turns).hasSize(1);
            }
            for (var turn : turns) {
                client.awaitTurn(turn, "finished");
            }
            assertThat(effects(home, "repeatable.txt").stream().distinct().toList())
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void prepare(Path home) throws Exception {
        try (var gateway = Gateway.start(home)) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
            assertThat(gateway.terminate()).isZero();
        }
    }

    /** Sends one message to a gateway that dies at the barrier; tells whether it was acknowledged. */
    private static boolean sendInto(Path home, Path distribution, String where, String text) throws Exception {
        try (var gateway = Gateway.builder(home)
                .distribution(distribution)
                .env("POSTERN_TEST_KILL", where)
                .start()) {
            boolean acknowledged;
            try (var client = gateway.connect()) {
                client.call("messages.send", Messages.in("crash", text));
                acknowledged = true;
            } catch (java.util.concurrent.ExecutionException | AssertionError died) {
                acknowledged = false;
            }
            // A turn may need fewer barriers than the one named; then the end comes from outside.
            if (!gateway.process().waitFor(5, java.util.concurrent.TimeUnit.SECONDS)) {
                gateway.kill();
            }
            return acknowledged;
        }
    }

    private static List<String> turns(dev.postern.itests.harness.WireClient client, String thread) throws Exception {
        var sessions = client.call("sessions.list", JsonObject.EMPTY).array("sessions").orElseThrow();
        for (var session : sessions.values()) {
            if (((JsonObject) session).text("thread").orElse("").equals(thread)) {
                return client
                        .call("turns.list", JsonObject.of("session", ((JsonObject) session).text("id").orElseThrow()))
                        .array("turns")
                        .orElseThrow()
                        .values()
                        .stream()
                        .map(turn -> ((JsonObject) turn).text("id").orElseThrow())
                        .toList();
            }
        }
        return List.of();
    }

    private static List<String> effects(Path home, String file) throws Exception {
        var path = home.resolve("workspace").resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }
}
