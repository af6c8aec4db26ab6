// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.HashSet;
import java.util.concurrent.TimeUnit;

import dev.postern.core.hash.Sha256;
import dev.postern.core.store.Batch;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.StoreException.Reason;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small disk that fills up: a memory file system, which only root may mount. */
@Timeout(300)
final class DiskFullTest {
    @TempDir
    Path folder;

    private final HashSet<String> acknowledged = new HashSet<>();

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root") && run("mount", "-t", "tmpfs", "-o", "size=48m",
                "tmpfs", folder.toString()), "SKIPPED: a disk can be filled only where a small one can be mounted");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", folder.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private StoreEngine open(long reserve) throws Exception {
        return StoreEngine.open(Databases.derby(folder), Migrations.shipped(), new StrictJson(), new NoMetrics(),
                Clock.systemUTC(), new StoreEngine.Limits(100, 1 << 22, reserve, 2, 0,
                        StoreEngine.Limits.LAST_WORK),
                Sha256::hex);
    }

    private void commit(StoreEngine engine, int size) throws StoreException {
        var id = Samples.IDS.next("t");
        engine.commit(Batch.of(Samples.append("s_1", id, "x".repeat(size)),
                new Write.PutTurn(Samples.turn(id, "s_1", Turn.State.QUEUED))));
        acknowledged.add(id);
    }

    private static Reason refused(StoreEngine engine) {
        return StoreContract.refusal(engine.submit(Batch.of(Samples.append("s_1", "t_no", "y".repeat(100_000)))));
    }

    private void everythingAcknowledgedCanBeRead(StoreEngine engine) {
        for (var id : acknowledged) {
            assertThat(engine.rows().turn(Samples.TENANT, id)).isPresent();
            assertThat(engine.journal().ofTurn(Samples.TENANT, id)).hasSize(1);
        }
        assertThat(engine.journal().newest()).isEqualTo(acknowledged.size());
    }

    private Path fill() throws IOException {
        var ballast = folder.resolve("ballast");
        try (var out = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int size : new int[]{1 << 20, 1 << 12, 1}) {
                try {
                    while (true) {
                        out.write(new byte[size]);
                    }
                } catch (IOException full) {
                    // until nothing fits any more
                }
            }
        }
        return ballast;
    }

    /** With the reserve Derby never meets the full disk; without, it does, in the middle of whatever it does. */
    @ParameterizedTest
    @ValueSource(longs = {16L << 20, 0})
    void refusesWritesKeepsReadingLosesNothingAndRecovers(long reserve) throws Exception {
        try (var engine = open(reserve)) {
            for (int i = 0; i < 40; i++) {
                commit(engine, 2_000);
            }
            var ballast = fill();
            for (int i = 0; i < 40; i++) {
                try {
                    commit(engine, 50_000);
                } catch (StoreException full) {
                    assertThat(full.reason()).isEqualTo(Reason.UNAVAILABLE);
                }
            }
            assertThat(refused(engine)).isEqualTo(Reason.UNAVAILABLE);
            assertThat(engine.health().up()).isFalse();
            everythingAcknowledgedCanBeRead(engine);

            Files.delete(ballast);
            awaitRecovery(engine);
            commit(engine, 2_000);
            everythingAcknowledgedCanBeRead(engine);
        }
        try (var engine = open(reserve)) {
            everythingAcknowledgedCanBeRead(engine);
        }
    }

    /** Health comes back by itself: nobody writes while it is down. */
    private static void awaitRecovery(StoreEngine engine) throws InterruptedException {
        while (!engine.health().up()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void saysHowMuchIsMissingAndWhere() throws Exception {
        try (var engine = open(16L << 20)) {
            fill();
            assertThat(refused(engine)).isEqualTo(Reason.UNAVAILABLE);
            assertThat(engine.health().message()).contains(folder.toString()).contains("16384 KiB");
        }
    }
}
