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

import dev.postern.core.approval.Approval;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Store;
import dev.postern.core.store.Write;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process with SIGKILL before or after one of the batches that belong to a turn. {@code POSTERN_TEST_FUSE} names a
 * file; from the moment that it is there, each such batch is counted, from 1, and the file says at which one the process
 * ends: {@code before:2} or {@code after:2}; {@code before:use} and {@code after:use} are the one by which a call starts that
 * a person has approved; {@code before:plugin.updated} is the first batch, of whatever, that appends such a record. What {@code POSTERN_TEST_COUNT} names is a file that gets a line for each.
 */
final class CrashStore implements Store {
    private final Store real;
    private final @Nullable Path fuse;
    private final @Nullable Path count;
    private final AtomicInteger seen = new AtomicInteger();

    CrashStore(Store real, Map<String, String> environment) {
        this.real = real;
        this.fuse = path(environment.get("POSTERN_TEST_FUSE"));
        this.count = path(environment.get("POSTERN_TEST_COUNT"));
    }

    private static @Nullable Path path(@Nullable String name) {
        return name == null ? null : Path.of(name);
    }

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        if (fuse == null || Files.notExists(fuse)) {
            return real.submit(batch);
        }
        var where = text(fuse);
        if (appends(batch, where.substring(where.indexOf(':') + 1))) {
            return dieAround(batch, where.startsWith("before:"));
        }
        if (!ofTurn(batch)) {
            return real.submit(batch);
        }
        int now = count();
        if (where.equals("before:" + now) || where.equals("before:use") && usesWord(batch)) {
            die();
        }
        var commit = real.submit(batch);
        return where.equals("after:" + now) || where.equals("after:use") && usesWord(batch)
                ? commit.whenComplete((done, failure) -> die())
                : commit;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private CompletableFuture<Commit> dieAround(Batch batch, boolean before) {
        if (before) {
            die();
        }
        return real.submit(batch).whenComplete((done, failure) -> die());
    }

    private static boolean appends(Batch batch, String type) {
        return batch.writes().stream().anyMatch(write -> write instanceof Write.Append append
                && append.entry().type().topic().equals(type));
    }

    private static boolean ofTurn(Batch batch) {
        return batch.writes().stream()
                .anyMatch(write -> write instanceof Write.Append append
                        && append.entry().turn() != null
                        || write instanceof Write.PutOutbox);
    }

    private static boolean usesWord(Batch batch) {
        return batch.writes().stream().anyMatch(write -> write instanceof Write.PutApproval put
                && put.approval().state() == Approval.State.CONSUMED);
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
