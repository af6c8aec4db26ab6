package dev.postern.approvals.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;

/** Moves approvals on, on record: each from where it was seen to stand, so that whoever came first counts. */
final class Moves {
    /** Whose word it is when nobody said anything. */
    static final String GATEWAY = "gateway";

    private final Store store;
    private final Clock clock;

    Moves(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What writes a move. */
    List<Write> writes(Approval from, State to, Approval.Decision by) {
        var meta = JsonObject.builder()
                .put("approval", from.id())
                .put("tool", from.tool())
                .put("mode", from.mode().name().toLowerCase(Locale.ROOT))
                .put("decision", to.name().toLowerCase(Locale.ROOT))
                .put("by", by.by())
                .build();
        var payload = by.reason().isEmpty() ? JsonObject.EMPTY : JsonObject.of("reason", by.reason());
        return List.of(
                new Write.PutApproval(from.now(to, Optional.of(by)), Optional.of(from.state())),
                new Write.Append(new Entry(RecordType.APPROVAL_DECIDED, from.tenant(), from.session(),
                        from.turn().orElse(null), from.call(), by.at(), meta, payload, JsonObject.EMPTY)));
    }

    /**
     * Moves all, or none; durable when it returns.
     *
     * @param riders what becomes durable with it
     * @throws StoreException {@code APPROVAL_MOVED} when one of them has moved meanwhile
     */
    void move(List<Approval> from, State to, Approval.Decision by, List<Write> riders) throws StoreException {
        var writes = new ArrayList<Write>();
        from.forEach(approval -> writes.addAll(writes(approval, to, by)));
        writes.addAll(riders);
        store.commit(new Batch(writes));
    }

    /** The gateway's own word, now. */
    Approval.Decision byItself(String reason) {
        return new Approval.Decision(GATEWAY, now(), reason);
    }
}
