// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many turns of many sessions, one after another for long: each ends once, is told once, and nothing piles up. */
class SoakIT {
    private static final int TURNS = Boolean.getBoolean("postern.full") ? 200_000 : 3_000;
    private static final int SESSIONS = 64;
    /** Fewer than a connection may have requests at once. */
    private static final int AT_ONCE = 100;
    private static final long MOST_MEMORY = 640L << 20;

    @Test
    void everyTurnEndsOnceAndIsToldOnce(@TempDir Path home) throws Exception {
        try (var gateway = Gateway.builder(home)
                .configure("dev.postern.session", "{\"messages.per.minute\": 100000}").start();
                var watcher = gateway.connect();
                var sender = gateway.connect()) {
            watcher.subscribe("turn.finished");
            var accepted = new ConcurrentLinkedQueue<String>();
            var room = new Semaphore(AT_ONCE);
            var told = new HashSet<String>();
            for (int i = 0; i < TURNS; i++) {
                while (!room.tryAcquire()) {
                    told(watcher, told);
                    room.release();
                }
                sender.start("messages.send", Messages.in("soak-" + i % SESSIONS, "/time.now"))
                        .thenAccept(answer -> accepted.add(WireClient.result(answer).text("turn").orElseThrow()));
            }
            while (told.size() < TURNS) {
                told(watcher, told);
            }
            // a turn may be told of before its message is answered, on another connection
            Await.until("all messages are answered", () -> accepted.size() == TURNS);
            assertThat(told).containsExactlyInAnyOrderElementsOf(accepted);
            assertThat(sender.call("turns.list", JsonObject.EMPTY).array("turns").orElseThrow().values()).isEmpty();
            assertThat(memory(gateway)).as("resident memory in bytes").isLessThan(MOST_MEMORY);
        }
    }

    /** Takes the next turn that has ended; none comes twice. */
    private static void told(WireClient watcher, HashSet<String> told) throws Exception {
        var payload = watcher.nextEvent().object("payload").orElseThrow();
        assertThat(told.add(payload.text("turn").orElseThrow())).as("%s is told once", payload).isTrue();
    }

    private static long memory(Gateway gateway) throws Exception {
        var gatewayProcess = Path.of("/proc", Long.toString(gateway.process().pid()), "status");
        return Files.readAllLines(gatewayProcess).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).findFirst().orElseThrow();
    }
}
