// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.util.Optional;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonObject;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;

/** The record of a changed session, as far as the pipeline reads it. */
final class SessionUpdated {
    private SessionUpdated() {}

    static Entry of(Session session) {
        return new Entry(RecordType.SESSION_UPDATED, session.tenant(), session.id(), null, null, session.updatedAt(),
                JsonObject.builder().put("revision", session.revision()).build(), JsonObject.EMPTY, JsonObject.EMPTY);
    }

    /** Changes a session as its commands do. */
    static void change(Gateway gateway, String id, Session.ExecutionState state, int maxQueued,
            Optional<String> planner) throws Exception {
        change(gateway, id, is -> new SessionSettings(planner, is.models(), is.queueMode(), maxQueued, is.allow(),
                is.deny(), is.maxRisk(), is.confirmFrom(), is.approvalMode(), is.dryRun(), is.messagesPerMinute(),
                is.pins(), is.collect(), is.instruction(), is.limits()), state);
    }

    /** The same with settings. */
    static void change(Gateway gateway, String id, UnaryOperator<SessionSettings> change,
            Session.ExecutionState state) throws Exception {
        var old = gateway.kept.rows().session("default", id).orElseThrow();
        var changed = new Session(old.id(), old.tenant(), old.workspace(), old.surface(), old.peer(), old.thread(),
                old.createdAt(), old.updatedAt(), old.revision() + 1, state, change.apply(old.settings()),
                old.progress());
        gateway.kept.store().commit(Batch.of(new Write.PutSession(changed, old.revision()),
                new Write.Append(of(changed))));
    }
}
