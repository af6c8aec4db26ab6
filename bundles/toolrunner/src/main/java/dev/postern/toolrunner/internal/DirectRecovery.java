package dev.postern.toolrunner.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

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

    /** Made by Declarative Services. */
    @Activate
    public DirectRecovery(@Reference Store store, @Reference Rows rows) {
        this.store = store;
        Thread.ofVirtual().name("direct-recovery").start(() -> rows.openDirectCalls().forEach(this::doubt));
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
