package dev.postern.toolrunner.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after calls outside turns that a crash cut off. Nobody waits for their output any more, so none is made again: what
 * had begun stands in doubt until an operator closes it.
 */
@Component(service = DirectRecovery.class, immediate = true)
public final class DirectRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(DirectRecovery.class);

    private final Store store;
    private final CompletableFuture<List<Call>> left = new CompletableFuture<>();

    /** Made by Declarative Services. */
    @Activate
    public DirectRecovery(@Reference Store store, @Reference Rows rows) {
        this.store = store;
        Thread.ofVirtual().name("direct-recovery").start(() -> recover(rows));
    }

    private void recover(Rows rows) {
        try {
            left.complete(rows.openDirectCalls());
        } catch (RuntimeException e) {
            LOG.error("Calls that a stop cut off cannot be read; they are left as they are until the next start", e);
            left.complete(List.of());
        }
        left.join().forEach(this::doubt);
    }

    /** Waits until it is known which calls were cut off: one that begins earlier would be taken for one of them. */
    void awaitRead() throws InterruptedException {
        try {
            left.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void doubt(Call call) {
        if (call.state() != Call.State.RUNNING) {
            return;
        }
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var entry = new Entry(
                RecordType.TOOL_IN_DOUBT,
                call.tenant(),
                call.session(),
                null,
                call.id(),
                now,
                JsonObject.builder().put("tool", call.tool()).put("version", call.version()).build(),
                JsonObject.EMPTY,
                JsonObject.EMPTY);
        var row = new Call(
                call.id(),
                call.tenant(),
                call.session(),
                call.turn(),
                call.principal(),
                call.tool(),
                call.version(),
                call.bundle(),
                Call.State.IN_DOUBT,
                call.attempt(),
                call.input(),
                call.output(),
                call.error(),
                call.requestedAt(),
                call.endedAt());
        try {
            store.commit(Batch.of(new Write.Append(entry), new Write.PutCall(row)));
        } catch (StoreException e) {
            LOG.warn("The call {} is left as it is until the next start", call.id(), e);
        }
    }
}
