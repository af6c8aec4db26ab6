// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.id.Ids;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.session.Sessions;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.wire.WireException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Finds sessions among the rows, and drafts the row and record of new ones. */
@Component(configurationPid = "dev.postern.session")
@Designate(ocd = SessionConfig.class)
public final class SessionDirectory implements Sessions {
    /** Two senders may meet once; more often than this somebody deletes what we create. */
    private static final int TRIES = 5;
    private static final String DEFAULT_WORKSPACE = "default";

    private final Rows rows;
    private final Store store;
    private final Clock clock;
    private final SessionSettings settings;
    private final Ids ids = new Ids();

    /** Over the rows and the store, with what new sessions begin with. */
    @Activate
    public SessionDirectory(@Reference Rows rows, @Reference Store store, SessionConfig config) {
        this(rows, store, Clock.systemUTC(), SettingsRules.initial(config.messages_per_minute(), config.max_queued()));
    }

    SessionDirectory(Rows rows, Store store, Clock clock, SessionSettings settings) {
        this.rows = rows;
        this.store = store;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public Optional<Session> find(String tenant, String id) {
        return rows.session(tenant, id);
    }

    @Override
    public Opened open(Key key) {
        return open(key, settings);
    }

    @Override
    public Opened open(Key key, Optional<String> planner, Map<String, String> models) throws WireException {
        return open(key, SettingsRules.chosen(settings, planner, models));
    }

    private Opened open(Key key, SessionSettings initial) {
        return rows.session(key.tenant(), key.surface(), key.peer(), key.thread())
                .map(found -> new Opened(found, List.of()))
                .orElseGet(() -> draft(key, initial));
    }

    @Override
    public Session findOrCreate(Key key) throws StoreException {
        for (int attempt = 1;; attempt++) {
            var opened = open(key);
            if (opened.opening().isEmpty()) {
                return opened.session();
            }
            try {
                store.commit(new Batch(opened.opening()));
                return opened.session();
            } catch (StoreException refused) {
                if (refused.reason() != StoreException.Reason.SESSION_EXISTS || attempt == TRIES) {
                    throw refused;
                }
            }
        }
    }

    private Opened draft(Key key, SessionSettings initial) {
        var now = now();
        var session = new Session(ids.next("s"), key.tenant(), DEFAULT_WORKSPACE, key.surface(), key.peer(),
                key.thread(), now, now, 1, Session.ExecutionState.ACTIVE, initial, SessionProgress.NONE);
        var created = new Entry(RecordType.SESSION_CREATED, key.tenant(), session.id(), null, null, now, facts(session),
                JsonObject.EMPTY, decidesWith(initial));
        return new Opened(session, List.of(new Write.PutSession(session, 0), new Write.Append(created)));
    }

    /** What was chosen for it; nobody else sets these before there is a session. */
    private static JsonObject decidesWith(SessionSettings initial) {
        var chosen = JsonObject.builder().put("planner", initial.planner());
        if (!initial.models().isEmpty()) {
            var models = JsonObject.builder();
            initial.models().forEach(models::put);
            chosen.put("models", models.build());
        }
        return chosen.build();
    }

    private static JsonObject facts(Session session) {
        return JsonObject.builder()
                .put("workspace", session.workspace())
                .put("surface", session.surface())
                .put("peer", session.peer())
                .put("thread", session.thread())
                .put("revision", session.revision())
                .put("state", SessionView.state(session))
                .build();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
