// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.tool.Risk;
import dev.postern.core.turn.Turn;
import dev.postern.store.internal.NoMetrics;
import dev.postern.toolrunner.internal.RealTools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns that wait for a person hold no thread, of whichever sort: counted in the virtual machine's own list. */
final class ParkedThreadsTest {
    private static final int TURNS = 200;
    private static final Pattern THREAD = Pattern.compile("\"name\": *\"(?!ForkJoinPool-)");

    @TempDir
    Path home;

    @TempDir
    Path folder;

    @Test
    void twoHundredWaitingTurnsHoldNoThread() throws Exception {
        try (var tools = new RealTools(folder.resolve("framework"), new NoMetrics(), new NoAccess())
                .add("mail.send", "1.0.0", Risk.MEDIUM, false, (input, _) -> input);
                var gateway = Gateway.start(home, view -> view.steps().isEmpty()
                        ? Decision.CallTools.one("mail.send", JsonObject.of("to", "alice"))
                        : new Decision.Reply("sent"), tools)) {
            // what starts with the first turn is started
            var turns = new ArrayList<String>();
            turns.add(gateway.send("thread 0", "mail alice").turn());
            parked(gateway, 1);
            int before = threads();
            for (int i = 1; i < TURNS; i++) {
                turns.add(gateway.send("thread " + i, "mail alice").turn());
            }
            parked(gateway, TURNS);
            // what a turn ran on may take a moment to end after it
            Gateway.await("next to no threads, with " + TURNS + " turns parked", () -> threads() < before + TURNS / 10);
            var approvals = new Approvals(gateway.kept);
            for (var turn : turns) {
                assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.WAITING_APPROVAL);
                approvals.approve(approvals.of(turn).getFirst());
            }
            for (var turn : turns) {
                assertThat(gateway.ended(turn).reply()).contains("sent");
            }
            assertThat(tools.ranOnce()).hasSize(TURNS);
        }
    }

    private int dumps;

    private static void parked(Gateway gateway, int turns) {
        Gateway.await(turns + " turns wait", () -> gateway.engine.waiting() == turns && gateway.engine.running() == 0);
    }

    /** All threads, virtual ones too, without those that carry them: of these there may be as many as processors. */
    private int threads() {
        try {
            var file = folder.resolve(dumps++ + ".json");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
            return (int) THREAD.matcher(Files.readString(file)).results().count();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
