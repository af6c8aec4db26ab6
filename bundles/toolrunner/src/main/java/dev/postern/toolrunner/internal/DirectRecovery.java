// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after calls outside turns that a crash cut off. Nobody waits for their output any more, so none is made again by
 * itself: one whose repeat does no harm has failed, so that whoever asked can repeat it, and any other stands in doubt
 * until an operator closes it.
 */
@Component(service = DirectRecovery.class, immediate = true)
public final class DirectRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(DirectRecovery.class);
    /** How long the tools, which know whether a repeat does harm, may take to come up. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Store store;
    private final Rows rows;
    private final ToolRegistry registry;
    private final Duration patience;
    private final Duration again;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> read = new CompletableFuture<>();
    private final Map<String, CompletableFuture<Void>> left = new ConcurrentHashMap<>();

    /** Made by Declarative Services. */
    @Activate
    public DirectRecovery(@Reference Store store, @Reference Rows rows, @Reference ToolRegistry registry) {
        this(store, rows, registry, PATIENCE, LOOK_AGAIN);
    }

    DirectRecovery(Store store, Rows rows, ToolRegistry registry, Duration patience, Duration again) {
        this.again = again;
        this.store = store;
        this.rows = rows;
        this.registry = registry;
        this.patience = patience;
        Thread.ofVirtual().name("direct-recovery").start(this::recover);
    }

    /** What cannot be read yet is read later. */
    @Deactivate
    void close() {
        closed.countDown();
    }

    private void recover() {
        var cutOff = cutOff();
        cutOff.forEach(call -> left.put(call.id(), new CompletableFuture<>()));
        read.complete(null);
        long end = System.nanoTime() + patience.toNanos();
        cutOff.forEach(call -> settle(call, end));
    }

    private List<Call> cutOff() {
        try {
            do {
                try {
                    return rows.openDirectCalls().stream().filter(call -> call.state() == Call.State.RUNNING).toList();
                } catch (UnreadableException unreadable) {
                    LOG.warn("Calls that a stop cut off cannot be read, trying again: {}", unreadable.getMessage());
                }
            } while (!closed.await(again.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException | RuntimeException e) {
            LOG.error("Calls that a stop cut off cannot be read; they are left as they are until the next start", e);
        }
        return List.of();
    }

    private void settle(Call call, long end) {
        try {
            settleBy(call, end);
        } catch (StoreException | InterruptedException | RuntimeException e) {
            LOG.warn("The call {} is left as it is until the next start, or until it is repeated", call.id(), e);
        } finally {
            Objects.requireNonNull(left.remove(call.id())).complete(null);
        }
    }

    /**
     * Settles a call that is on record as running and does not run.
     *
     * @return the call as it stands now
     */
    Call settle(Call call) throws StoreException, InterruptedException {
        return settleBy(call, System.nanoTime() + patience.toNanos());
    }

    private Call settleBy(Call call, long end) throws StoreException, InterruptedException {
        boolean repeatable = isRepeatable(call, end);
        var now = rows.call(call.tenant(), call.id()).orElse(call);
        if (now.state() != Call.State.RUNNING) {
            return now;
        }
        var settled = repeatable ? failed(now) : inDoubt(now);
        store.commit(writes(settled));
        return settled;
    }

    /** A tool that does not come back cannot be asked. */
    private boolean isRepeatable(Call call, long end) throws InterruptedException {
        return registry.await(call.tool(), "[" + call.version() + "," + call.version() + "]",
                Duration.ofNanos(end - System.nanoTime()))
                .filter(tool -> tool.descriptor().idempotent())
                .isPresent();
    }

    /**
     * Waits until it is known what became of the call if a stop cut it off; not before it is known which were: one that
     * begins earlier would be taken for one of them.
     */
    void await(String call) throws InterruptedException {
        try {
            read.get();
            var settling = left.get(call);
            if (settling != null) {
                settling.get();
            }
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A call that runs by its row and no more: it may have happened. */
    static Call inDoubt(Call call) {
        return call.now(Call.State.IN_DOUBT, call.error(), call.endedAt());
    }

    /** What makes it durable that a call has failed by that, or stands in doubt. */
    static Batch writes(Call settled) {
        return Batch.of(new Write.Append(entry(settled)), new Write.PutCall(settled));
    }

    private static Call failed(Call call) {
        var why = new Call.Failure(ErrorCode.UNAVAILABLE.code(), Optional.of(CallEnd.INTERRUPTED), CallEnd.INTERRUPTION,
                true);
        return call.now(Call.State.FAILED, Optional.of(why), Optional.of(now()));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Entry entry(Call settled) {
        var meta = JsonObject.builder().put("tool", settled.tool()).put("principal", settled.principal())
                .put("version", settled.version());
        settled.error().ifPresent(why -> meta.put("state", "failed").put("code", why.shown()));
        return new Entry(settled.error().isPresent() ? RecordType.TOOL_FINISHED : RecordType.TOOL_IN_DOUBT,
                settled.tenant(), settled.session(), null, settled.id(), now(), meta.build(), JsonObject.EMPTY,
                JsonObject.EMPTY);
    }
}
