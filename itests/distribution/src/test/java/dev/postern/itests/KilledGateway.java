// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import dev.postern.itests.harness.CrashingDistribution;
import dev.postern.itests.harness.Gateway;

/**
 * A home whose gateway is killed again and again, at commits of its turns: what stood up from one kill, and was looked at,
 * is what the next one hits.
 */
final class KilledGateway implements AutoCloseable {
    private final StandingGateway standing;
    /** While it is there, barriers are counted, and the gateway dies at that which it names. */
    private final Path fuse;
    private final Path count;

    /** Below the folder. */
    KilledGateway(Path folder, StandingGateway.Settings settings) throws Exception {
        var distribution = CrashingDistribution.in(folder);
        this.fuse = folder.resolve("fuse");
        this.count = folder.resolve("barriers");
        this.standing = new StandingGateway(() -> folder.resolve("home"), builder -> settings.of(builder
                .distribution(distribution)
                .env("POSTERN_TEST_FUSE", fuse.toString())
                .env("POSTERN_TEST_COUNT", count.toString())));
    }

    Path home() {
        return standing.home();
    }

    /** That which runs, started if none does. */
    Gateway gateway() throws Exception {
        return standing.gateway();
    }

    /** From now on it counts its barriers, and dies at that one. */
    void light(String where) throws Exception {
        Files.deleteIfExists(count);
        var part = Files.writeString(fuse.resolveSibling("fuse.part"), where);
        Files.move(part, fuse, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits until it has died of it. */
    void awaitKill() throws Exception {
        assertThat(standing.awaitExit()).as("exit code: of kill -9").isEqualTo(137);
        Files.delete(fuse);
    }

    /** Ends it as an administrator does; gives how many barriers it counted since the fuse was lit. */
    int barriers() throws Exception {
        assertThat(gateway().terminate()).isZero();
        Files.delete(fuse);
        return Files.readAllLines(count).size();
    }

    /** The lines that tools have left in a file of the workspace. */
    List<String> effects(String file) throws Exception {
        var path = home().resolve("workspace").resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    /** As if no tool had ever written to it. */
    void forget(String file) throws Exception {
        Files.deleteIfExists(home().resolve("workspace").resolve(file));
    }

    @Override
    public void close() throws Exception {
        standing.close();
    }
}
