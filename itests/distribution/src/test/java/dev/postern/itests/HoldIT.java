// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run for as long as somebody holds: each way to let go ends the process. */
class HoldIT {
    private static final int ATTEMPTS = 5;

    @TempDir
    static Path home;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.builder(home)
                .configure("dev.postern.tools.shell.program~sleep", """
                        {"program": "sleep", "arguments": ["*"]}
                        """)
                .configure("dev.postern.tools.shell.program~touch", """
                        {"program": "touch", "arguments": ["*"]}
                        """)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void runsToItsEndWhileHeld() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "touch", "held-to-the-end");
            assertThat(asked.text("mode")).contains("hold");
            assertThat(client.refusal("approvals.decide", Approvals.word(asked, "approve"))).isEqualTo("conflict");
            beats.hold(client, asked);
            beats.await("the call is finished", () -> state(client, asked).equals("finished"));
            assertThat(home.resolve("workspace/held-to-the-end")).exists();
        });
    }

    @Test
    void lettingGoEndsTheProcess() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "611.25");
            beats.hold(client, asked);
            beats.await("it sleeps", () -> sleeps("611.25"));
            beats.stop();
            client.call("approvals.hold",
                    JsonObject.builder().put("approval", Approvals.id(asked)).put("release", true).build());
            Await.until("it is gone", () -> !sleeps("611.25"));
            awaitCancelled(client, asked);
        });
    }

    @Test
    void aStalledNetworkEndsTheProcess() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "612.25");
            beats.hold(client, asked);
            beats.await("it sleeps", () -> sleeps("612.25"));
            beats.stop();
            Await.until("it is gone", () -> !sleeps("612.25"));
            awaitCancelled(client, asked);
            assertThat(client.isOpen()).isTrue();
        });
    }

    @Test
    void aLostConnectionEndsTheProcess() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "613.25");
            try (var holder = gateway.connect()) {
                beats.hold(holder, asked);
                beats.await("it sleeps", () -> sleeps("613.25"));
                beats.stop();
            }
            Await.until("it is gone", () -> !sleeps("613.25"));
            awaitCancelled(client, asked);
        });
    }

    @Test
    void aSecondClientCannotTakeOver() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "614.25");
            beats.hold(client, asked);
            beats.await("it sleeps", () -> sleeps("614.25"));
            try (var other = gateway.connect()) {
                assertThat(other.refusal("approvals.hold", JsonObject.of("approval", Approvals.id(asked))))
                        .isEqualTo("conflict");
            }
            assertThat(sleeps("614.25")).isTrue();
            beats.stop();
            Await.until("it is gone", () -> !sleeps("614.25"));
        });
    }

    @Test
    void cancellingTheCallEndsTheProcess() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "615.25");
            beats.hold(client, asked);
            beats.await("it sleeps", () -> sleeps("615.25"));
            client.call("calls.cancel", JsonObject.of("call", asked.text("call").orElseThrow()));
            Await.until("it is gone", () -> !sleeps("615.25"));
            awaitCancelled(client, asked);
        });
    }

    /** The command holds while it runs; ending it lets go. */
    @Test
    void theCommandHoldsForAsLongAsItRuns() throws Exception {
        try (var client = gateway.connect()) {
            var held = gateway.command("approvals", "hold", Approvals.id(ask(client, "touch", "held-by-command")));
            for (int attempt = 1; held.exit() != 0 && attempt < ATTEMPTS; attempt++) {
                // its beats too may come too late on a busy machine
                held = gateway.command("approvals", "hold", Approvals.id(ask(client, "touch", "held-by-command")));
            }
            assertThat(held.exit()).as(held.err()).isZero();
            assertThat(home.resolve("workspace/held-by-command")).exists();
        }
    }

    /** Does it again where beats came too late, as on a busy machine: that says nothing of the gateway. */
    private static void held(Held test) throws Exception {
        for (int attempt = 1;; attempt++) {
            try (var client = gateway.connect();
                    var beats = new Beats()) {
                try {
                    test.with(client, beats);
                    return;
                } catch (AssertionError failed) {
                    if (attempt == ATTEMPTS || !beats.wereLate()) {
                        throw failed;
                    }
                }
            }
        }
    }

    /** What is tested. */
    private interface Held {
        void with(WireClient client, Beats beats) throws Exception;
    }

    private static JsonObject ask(WireClient client, String program, String argument) throws Exception {
        var input = JsonObject.builder().put("program", program).put("folder", "workspace")
                .put("arguments", JsonArray.ofStrings(List.of(argument))).build();
        return Approvals.invoke(client, JsonObject.builder().put("tool", "shell.run").put("input", input).build());
    }

    private static void awaitCancelled(WireClient client, JsonObject asked) throws Exception {
        Await.until("the call is cancelled", () -> state(client, asked).equals("cancelled"));
    }

    private static String state(WireClient client, JsonObject asked) throws Exception {
        return client.call("calls.get", JsonObject.of("call", asked.text("call").orElseThrow())).object("call")
                .orElseThrow().text("state").orElse("");
    }

    /** Whether a process of ours, or one in a sandbox of its, sleeps for that long. */
    private static boolean sleeps(String seconds) throws Exception {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (commandLine(process).equals("sleep " + seconds)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String commandLine(Path process) {
        try {
            var words = Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
            return words.substring(words.lastIndexOf('/') + 1);
        } catch (java.io.IOException gone) {
            return "";
        }
    }

    /** A hand on the button: a beat every 500 ms. */
    private static final class Beats implements AutoCloseable {
        /** The gateway lets go when none comes for so long. */
        private static final long GAP_NANOS = 1_500_000_000L;
        private final ScheduledExecutorService hand = Executors.newSingleThreadScheduledExecutor();
        /** When the newest beat was sent that is known to have come. */
        private long came;
        private boolean late;

        void hold(WireClient client, JsonObject asked) {
            var params = JsonObject.of("approval", Approvals.id(asked));
            var _ = hand.scheduleAtFixedRate(() -> beat(client, params), 0, 500, TimeUnit.MILLISECONDS);
        }

        private void beat(WireClient client, JsonObject params) {
            long sent = System.nanoTime();
            // what it answers is of no interest
            var _ = client.start("approvals.hold", params).thenRun(() -> came(sent));
        }

        private synchronized void came(long sent) {
            late = wereLate();
            came = sent;
        }

        /** Whether the gateway may have waited in vain for one, before it was to. */
        synchronized boolean wereLate() {
            return late || came != 0 && !hand.isShutdown() && System.nanoTime() - came > GAP_NANOS;
        }

        /** Waits for what happens while it is held. */
        void await(String what, Await.Condition condition) throws Exception {
            Await.until(what, () -> {
                if (wereLate()) {
                    throw new AssertionError("beats came too late while it was awaited that " + what);
                }
                return condition.holds();
            });
        }

        void stop() throws InterruptedException {
            hand.shutdownNow();
            hand.awaitTermination(10, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            hand.shutdownNow();
        }
    }
}
