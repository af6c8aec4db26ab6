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
import java.util.concurrent.ExecutionException;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
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

    private final Store store;
    private final ToolRegistry registry;
    private final CompletableFuture<Void> read = new CompletableFuture<>();
    private final Map<String, CompletableFuture<Void>> left = new ConcurrentHashMap<>();

    /** Made by Declarative Services. */
    @Activate
    public DirectRecovery(@Reference Store store, @Reference Rows rows, @Reference ToolRegistry registry) {
        this(store, rows, registry, PATIENCE);
    }

    DirectRecovery(Store store, Rows rows, ToolRegistry registry, Duration patience) {
        this.store = store;
        this.registry = registry;
        Thread.ofVirtual().name("direct-recovery").start(() -> recover(rows, patience));
    }

    private void recover(Rows rows, Duration patience) {
        var cutOff = List.<Call>of();
        try {
            cutOff = rows.openDirectCalls().stream().filter(call -> call.state() == Call.State.RUNNING).toList();
        } catch (RuntimeException e) {
            LOG.error("Calls that a stop cut off cannot be read; they are left as they are until the next start", e);
        }
        cutOff.forEach(call -> left.put(call.id(), new CompletableFuture<>()));
        read.complete(null);
        long end = System.nanoTime() + patience.toNanos();
        cutOff.forEach(call -> settle(call, end));
    }

    private void settle(Call call, long end) {
        try {
            store.commit(isRepeatable(call, end) ? failed(call) : doubted(call));
        } catch (StoreException | InterruptedException | RuntimeException e) {
            LOG.warn("The call {} is left as it is until the next start", call.id(), e);
        } finally {
            Objects.requireNonNull(left.remove(call.id())).complete(null);
        }
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

    private static Batch doubted(Call call) {
        return Batch.of(new Write.Append(entry(call, RecordType.TOOL_IN_DOUBT, now(), JsonObject.EMPTY)),
                new Write.PutCall(row(call, Call.State.IN_DOUBT, call.error(), call.endedAt())));
    }

    private static Batch failed(Call call) {
        var now = now();
        var error = new Turn.Failure(CallEnd.INTERRUPTED, CallEnd.INTERRUPTION);
        var ended = JsonObject.builder().put("state", "failed").put("code", error.code()).build();
        return Batch.of(new Write.Append(entry(call, RecordType.TOOL_FINISHED, now, ended)),
                new Write.PutCall(row(call, Call.State.FAILED, Optional.of(error), Optional.of(now))));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Entry entry(Call call, RecordType type, Instant at, JsonObject more) {
        var meta = JsonObject.builder().put("tool", call.tool()).put("version", call.version()).putAll(more).build();
        return new Entry(type, call.tenant(), call.session(), null, call.id(), at, meta, JsonObject.EMPTY,
                JsonObject.EMPTY);
    }

    private static Call row(Call call, Call.State state, Optional<Turn.Failure> error, Optional<Instant> endedAt) {
        return new Call(
                call.id(),
                call.tenant(),
                call.session(),
                call.turn(),
                call.principal(),
                call.tool(),
                call.version(),
                call.bundle(),
                state,
                call.attempt(),
                call.input(),
                call.output(),
                error,
                call.requestedAt(),
                endedAt);
    }
}
