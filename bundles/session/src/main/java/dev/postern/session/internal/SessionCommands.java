// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.model.ModelNames;
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
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Changes sessions: row, record and the request's outcome in one transaction, at the revision that was expected. */
@Component(service = SessionCommands.class)
public final class SessionCommands {
    private static final int TRIES = 10;

    private final Rows rows;
    private final Store store;
    private final Json json;
    private final Clock clock = Clock.systemUTC();

    /** Absent where no planner asks models, or not yet. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable ModelNames models;

    /** Over the rows and the store. */
    @Activate
    public SessionCommands(@Reference Rows rows, @Reference Store store, @Reference Json json) {
        this.rows = rows;
        this.store = store;
        this.json = json;
    }

    /** A session within the asker's reach, or the words for one that never was. */
    Session find(String id, MethodContext context) throws WireException {
        return rows.session(context.principal().tenant(), id)
                .filter(session -> session.isWithinReachOf(context.principal()))
                .orElseThrow(() -> WireException.notFound("session", id));
    }

    /** Replaces settings of a session at the revision that the asker saw. */
    SessionView.One update(String id, long revision, SettingsPatch patch, MethodContext context) throws WireException {
        var session = find(id, context);
        if (session.revision() != revision) {
            throw conflict(session.revision());
        }
        var settings = SettingsRules.apply(patch, session.settings());
        checkModels(patch, session.settings());
        try {
            return put(with(session, session.state(), settings), Optional.empty(), context);
        } catch (StoreException refused) {
            if (refused.reason() == StoreException.Reason.REVISION) {
                throw conflict(find(id, context).revision());
            }
            throw WireException.of(refused);
        }
    }

    /** Names that are new: those that were there stay, whatever has become of their endpoint. */
    private void checkModels(SettingsPatch patch, SessionSettings before) throws WireException {
        var known = models;
        if (known == null) {
            return;
        }
        for (var model : patch.models().orElse(Map.of()).entrySet()) {
            if (!model.getValue().equals(before.models().get(model.getKey()))) {
                var problem = known.problem(model.getValue());
                if (problem.isPresent()) {
                    throw new WireException(ErrorCode.INVALID_PARAMS,
                            "params/settings/models/" + model.getKey() + ": " + problem.get());
                }
            }
        }
    }

    /** Brings a session into a state; one that is in it stays as it is. */
    SessionView.One turnTo(Session.ExecutionState state, String id, Optional<String> reason, MethodContext context)
            throws WireException {
        for (int attempt = 1;; attempt++) {
            var session = find(id, context);
            if (session.state() == state) {
                return new SessionView.One(SessionView.of(session));
            }
            if (session.state() == Session.ExecutionState.QUARANTINED && !context.principal().may(Session.OTHERS)) {
                // whom it was meant to stop does not lift it
                throw new WireException(ErrorCode.FORBIDDEN,
                        "the session " + id + " is quarantined; to lift that needs the scope " + Session.OTHERS);
            }
            try {
                return put(with(session, state, session.settings()), reason, context);
            } catch (StoreException refused) {
                if (refused.reason() != StoreException.Reason.REVISION || attempt == TRIES) {
                    throw WireException.of(refused);
                }
            }
        }
    }

    /** Erases what the session's records and rows say. */
    SessionView.One erase(String id, MethodContext context) throws WireException {
        for (int attempt = 1;; attempt++) {
            var found = find(id, context);
            var session = new Session(found.id(), found.tenant(), found.workspace(), found.surface(), found.peer(),
                    found.thread(), found.createdAt(), now(), found.revision() + 1, found.state(),
                    SettingsRules.erased(found.settings()),
                    new SessionProgress(found.progress().seq(), Optional.empty(), List.of()));
            var result = new SessionView.One(SessionView.of(session));
            var meta = JsonObject.builder().put("revision", session.revision()).put("by", context.principal().id())
                    .build();
            var writes = new ArrayList<Write>();
            writes.add(new Write.PutSession(session, found.revision()));
            writes.add(new Write.EraseSession(session.tenant(), session.id()));
            writes.add(new Write.Append(new Entry(RecordType.SESSION_ERASED, session.tenant(), session.id(), null, null,
                    session.updatedAt(), meta, JsonObject.EMPTY, JsonObject.EMPTY)));
            context.idempotency().ifPresent(claim -> writes.add(claim.outcome(result)));
            try {
                store.commit(new Batch(writes));
                return result;
            } catch (StoreException refused) {
                if (refused.reason() != StoreException.Reason.REVISION || attempt == TRIES) {
                    throw WireException.of(refused);
                }
            }
        }
    }

    private SessionView.One put(Session session, Optional<String> reason, MethodContext context)
            throws StoreException {
        var result = new SessionView.One(SessionView.of(session));
        var writes = new ArrayList<Write>();
        writes.add(new Write.PutSession(session, session.revision() - 1));
        writes.add(new Write.Append(updated(session, reason, context)));
        context.idempotency().ifPresent(claim -> writes.add(claim.outcome(result)));
        store.commit(new Batch(writes));
        return result;
    }

    private Entry updated(Session session, Optional<String> reason, MethodContext context) {
        var meta = JsonObject.builder()
                .put("revision", session.revision())
                .put("state", SessionView.state(session))
                .put("by", context.principal().id())
                .build();
        var payload = JsonObject.builder()
                .put("settings", json.write(SessionView.Settings.of(session.settings())))
                .put("reason", reason)
                .build();
        return new Entry(RecordType.SESSION_UPDATED, session.tenant(), session.id(), null, null, session.updatedAt(),
                meta, payload, JsonObject.EMPTY);
    }

    private Session with(Session session, Session.ExecutionState state,
            SessionSettings settings) {
        return new Session(session.id(), session.tenant(), session.workspace(), session.surface(), session.peer(),
                session.thread(), session.createdAt(), now(), session.revision() + 1, state, settings,
                session.progress());
    }

    private static WireException conflict(long current) {
        var detail = JsonObject.builder().put("revision", JsonNumber.of(current)).build();
        return new WireException(ErrorCode.CONFLICT,
                "the session is at revision " + current + "; read it again and repeat the change", List.of(detail),
                false, null);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
