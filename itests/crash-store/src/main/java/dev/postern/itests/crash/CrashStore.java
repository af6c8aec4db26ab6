// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.core.approval.Approval;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Store;
import dev.postern.core.store.Write;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process before or after one of the batches that belong to a turn. From the moment that the fuse is there, each
 * such batch is counted, from 1, and it says at which one the process ends: {@code before:2} or {@code after:2};
 * {@code before:use} and {@code after:use} are the one by which a call starts that a person has approved;
 * {@code before:plugin.updated} is the first batch, of whatever, that appends such a record. What
 * {@code POSTERN_TEST_COUNT} names is a file that gets a line for each.
 */
final class CrashStore implements Store {
    private final Store real;
    private final Fuse fuse;
    private final @Nullable Path count;
    private final AtomicInteger seen = new AtomicInteger();

    CrashStore(Store real, Fuse fuse) {
        this.real = real;
        this.fuse = fuse;
        var counted = System.getenv("POSTERN_TEST_COUNT");
        this.count = counted == null ? null : Path.of(counted);
    }

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        var lit = fuse.moment();
        if (lit.isEmpty()) {
            return real.submit(batch);
        }
        var where = lit.get();
        if (appends(batch, where.substring(where.indexOf(':') + 1))) {
            return dieAround(batch, where.startsWith("before:"));
        }
        if (!ofTurn(batch)) {
            return real.submit(batch);
        }
        int now = count();
        if (where.equals("before:" + now) || where.equals("before:use") && usesWord(batch)) {
            Fuse.burn();
        }
        var commit = real.submit(batch);
        return where.equals("after:" + now) || where.equals("after:use") && usesWord(batch)
                ? commit.whenComplete((done, failure) -> Fuse.burn())
                : commit;
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
            Fuse.burn();
        }
        return real.submit(batch).whenComplete((done, failure) -> Fuse.burn());
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
}
