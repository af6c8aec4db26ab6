// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import org.junit.jupiter.api.Test;

/** Barriers of several threads on one recorder: no call acts before its own record is durable. */
final class RecorderTest {
    private static final StoreException FULL = new StoreException(StoreException.Reason.UNAVAILABLE, "the disk is full",
            null);

    private final SlowStore store = new SlowStore();
    private final Recorder recorder = new Recorder(store);

    @Test
    void nobodyPassesWhileHisRecordIsOnItsWay() throws Exception {
        recorder.record(entry("a"));
        recorder.record(entry("b"));
        var first = barrier();
        store.awaitBatches(1);
        var second = barrier();
        awaitBlocked(second);
        assertThat(second.task().isDone()).isFalse();
        store.answers.getFirst().complete(new Commit(2));
        first.task().get();
        second.task().get();
        assertThat(store.batches).as("one batch had both").hasSize(1);
        assertThat(recorder.barriers()).isEqualTo(1);
    }

    @Test
    void whoWaitedForARefusedBatchIsRefusedToo() throws Exception {
        recorder.record(entry("a"));
        recorder.record(entry("b"));
        var first = barrier();
        store.awaitBatches(1);
        var second = barrier();
        awaitBlocked(second);
        store.answers.getFirst().completeExceptionally(FULL);
        for (var one : List.of(first, second)) {
            assertThatThrownBy(one.task()::get).isInstanceOf(ExecutionException.class).hasCause(FULL);
        }
    }

    @Test
    void nothingIsKeptAfterWhatWasLost() throws Exception {
        recorder.record(entry("decided"));
        var first = barrier();
        store.awaitBatches(1);
        store.answers.getFirst().completeExceptionally(FULL);
        assertThatThrownBy(first.task()::get).hasCause(FULL);
        recorder.record(entry("started"));
        assertThatThrownBy(recorder::barrier).isSameAs(FULL);
        assertThat(store.batches).hasSize(1);
    }

    @Test
    void whatHasBegunWaitsForAStoreThatHasNoRoom() throws Exception {
        recorder.record(entry("done"));
        var waiting = barrier();
        for (int refusals = 1; refusals <= 2; refusals++) {
            store.awaitBatches(refusals);
            store.answers.get(refusals - 1).completeExceptionally(
                    new StoreException(StoreException.Reason.OVERLOADED, "the queue is full", null));
            waiting.thread().interrupt();
        }
        store.awaitBatches(3);
        store.answers.getLast().complete(new Commit(1));
        waiting.task().get();
        assertThat(store.batches).as("each try has the same").containsOnly(store.batches.getFirst());
        assertThat(recorder.barriers()).isEqualTo(1);
    }

    @Test
    void whatBreaksTheStoreIsNotPassedOverEither() {
        store.broken = true;
        recorder.record(entry("odd"));
        assertThatThrownBy(recorder::barrier).isInstanceOf(IllegalStateException.class);
        store.broken = false;
        assertThatThrownBy(recorder::barrier).isInstanceOf(StoreException.class);
    }

    private Barrier barrier() {
        var task = new FutureTask<Void>(() -> {
            recorder.barrier();
            return null;
        });
        return new Barrier(task, Thread.ofPlatform().daemon().start(task));
    }

    private static void awaitBlocked(Barrier barrier) throws Exception {
        Gateway.await("it waits", () -> barrier.task().isDone()
                || barrier.thread().getState() == Thread.State.WAITING);
    }

    private static Entry entry(String what) {
        return new Entry(RecordType.TOOL_STARTED, "default", "s_1", "t_1", what, Instant.EPOCH, JsonObject.EMPTY,
                JsonObject.EMPTY, JsonObject.EMPTY);
    }

    private record Barrier(FutureTask<Void> task, Thread thread) {}

    /** Commits when the test says so. */
    private static final class SlowStore implements Store {
        final List<Batch> batches = new ArrayList<>();
        final List<CompletableFuture<Commit>> answers = new ArrayList<>();
        volatile boolean broken;

        @Override
        public synchronized CompletableFuture<Commit> submit(Batch batch) {
            if (broken) {
                throw new IllegalStateException("a bug");
            }
            var answer = new CompletableFuture<Commit>();
            batches.add(batch);
            answers.add(answer);
            return answer;
        }

        private synchronized int size() {
            return batches.size();
        }

        void awaitBatches(int many) throws Exception {
            Gateway.await("it is submitted", () -> size() == many);
        }
    }
}
