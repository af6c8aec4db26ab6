package dev.postern.toolrunner.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.core.id.Ids;
import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.wire.WireException;

/** The sessions that calls run in: the one that is named, or the principal's own for direct calls. */
final class DirectSessions {
    private static final String SURFACE = "direct";
    /** On these surfaces the peer is the principal itself. */
    private static final Set<String> OWN = Set.of(SURFACE, Incoming.GATEWAY);

    private final Store store;
    private final Rows rows;
    private final Ids ids = new Ids();

    DirectSessions(Store store, Rows rows) {
        this.store = store;
        this.rows = rows;
    }

    Session of(Principal principal, Optional<String> id) throws WireException, StoreException {
        if (id.isPresent()) {
            return rows.session(principal.tenant(), id.get())
                    .filter(session -> session.peer().equals(principal.id()) && OWN.contains(session.surface())
                            || principal.may("sessions:write"))
                    .orElseThrow(() -> WireException.notFound("session", id.get()));
        }
        var found = find(principal);
        return found.isPresent() ? found.get() : create(principal);
    }

    private Optional<Session> find(Principal principal) {
        return rows.session(principal.tenant(), SURFACE, principal.id(), SURFACE);
    }

    private Session create(Principal principal) throws StoreException {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var session = new Session(
                ids.next("s"),
                principal.tenant(),
                "default",
                SURFACE,
                principal.id(),
                SURFACE,
                now,
                now,
                1,
                Session.ExecutionState.ACTIVE,
                SessionSettings.DEFAULT,
                SessionProgress.NONE);
        var created = new Entry(
                RecordType.SESSION_CREATED,
                principal.tenant(),
                session.id(),
                null,
                null,
                now,
                JsonObject.builder()
                        .put("surface", SURFACE)
                        .put("peer", principal.id())
                        .put("thread", SURFACE)
                        .build(),
                JsonObject.EMPTY,
                JsonObject.EMPTY);
        try {
            store.commit(Batch.of(new Write.PutSession(session, 0), new Write.Append(created)));
            return session;
        } catch (StoreException refused) {
            if (refused.reason() == StoreException.Reason.SESSION_EXISTS) {
                // another call of the same principal was faster
                return find(principal).orElseThrow(() -> refused);
            }
            throw refused;
        }
    }
}
