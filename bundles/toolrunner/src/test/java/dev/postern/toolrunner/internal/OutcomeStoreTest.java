// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.StoreException.Reason;
import dev.postern.core.store.Write;
import dev.postern.store.internal.FailingStore;
import org.junit.jupiter.api.Test;

/** What is held on to while the store below takes nothing, and what is not. */
class OutcomeStoreTest {
    private final RecordingStore below = new RecordingStore();
    private final FailingStore failing = new FailingStore(below);
    private final AtomicInteger waited = new AtomicInteger();

    private OutcomeStore store(Duration longest) {
        return new OutcomeStore(failing, Duration.ofMillis(1), longest, () -> false, _ -> waited.incrementAndGet());
    }

    @Test
    void holdsOnToAnOutcomeWhileTheStoreHasNoRoom() throws Exception {
        var store = store(Duration.ofMinutes(1));
        store.commit(batch(RecordType.TOOL_STARTED));
        failing.refuses(RecordType.TOOL_FINISHED, new StoreException(Reason.OVERLOADED, "full", null));
        var outcome = new CompletableFuture<Commit>();
        Thread.ofVirtual().start(() -> {
            try {
                outcome.complete(store.commit(batch(RecordType.TOOL_FINISHED)));
            } catch (StoreException given) {
                outcome.completeExceptionally(given);
            }
        });
        Fixture.await(() -> waited.get() > 2);
        failing.fails(false);
        outcome.get(30, TimeUnit.SECONDS);
        assertThat(below.types()).containsExactly(RecordType.TOOL_STARTED, RecordType.TOOL_FINISHED);
    }

    @Test
    void holdsOnToNoStart() throws Exception {
        var store = store(Duration.ofMinutes(1));
        failing.fails(true);
        assertThatThrownBy(() -> store.commit(batch(RecordType.TOOL_STARTED))).isInstanceOf(StoreException.class);
        failing.fails(false);
        store.commit(batch(RecordType.TOOL_STARTED));
        failing.fails(true);
        assertThatThrownBy(() -> store.commit(batch(RecordType.TOOL_STARTED))).isInstanceOf(StoreException.class);
        assertThat(waited).hasValue(0);
    }

    @Test
    void givesUpWhatTheStoreNeverTakes() throws Exception {
        var store = store(Duration.ofMillis(20));
        store.commit(batch(RecordType.TOOL_STARTED));
        failing.fails(true);
        assertThatThrownBy(() -> store.commit(batch(RecordType.TOOL_FINISHED))).isInstanceOf(StoreException.class);
        assertThat(waited.get()).isPositive();
    }

    private static Batch batch(RecordType type) {
        return Batch.of(new Write.Append(new Entry(type, "default", "s_1", null, "c_1",
                Instant.parse("2026-11-22T10:00:00Z"), JsonObject.EMPTY, JsonObject.EMPTY, JsonObject.EMPTY)));
    }
}
