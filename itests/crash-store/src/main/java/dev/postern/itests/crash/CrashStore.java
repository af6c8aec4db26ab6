// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Store;
import dev.postern.core.store.Write;
import org.jspecify.annotations.Nullable;

/**
 * Counts the batches that belong to a turn, from {@code message.accepted} on, and ends the process with SIGKILL before
 * or after the one that {@code POSTERN_TEST_KILL} names: {@code before:2} or {@code after:2}, counted from 1. What
 * {@code POSTERN_TEST_COUNT} names is a file that gets a line for each.
 */
final class CrashStore implements Store {
    private final Store real;
    private final boolean before;
    private final int at;
    private final @Nullable Path count;
    private final AtomicInteger seen = new AtomicInteger();

    CrashStore(Store real, Map<String, String> environment) {
        this.real = real;
        var where = environment.getOrDefault("POSTERN_TEST_KILL", "after:0").split(":", 2);
        this.before = where[0].equals("before");
        this.at = Integer.parseInt(where[1]);
        var file = environment.get("POSTERN_TEST_COUNT");
        this.count = file == null ? null : Path.of(file);
    }

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        boolean now = ofTurn(batch) && count() == at;
        if (now && before) {
            die();
        }
        var commit = real.submit(batch);
        return now ? commit.whenComplete((done, failure) -> die()) : commit;
    }

    private int count() {
        if (count != null) {
            try {
                Files.writeString(count, "barrier\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seen.incrementAndGet();
    }

    private static boolean ofTurn(Batch batch) {
        return batch.writes().stream()
                .anyMatch(write -> write instanceof Write.Append append
                        && append.entry().turn() != null
                        || write instanceof Write.PutOutbox);
    }

    private static void die() {
        try {
            new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
