// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.core.session.Session;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;

/** The record of a changed session, as far as the pipeline reads it. */
final class SessionUpdated {
    private SessionUpdated() {}

    static Entry of(Session session) {
        return new Entry(RecordType.SESSION_UPDATED, session.tenant(), session.id(), null, null, session.updatedAt(),
                JsonObject.builder().put("revision", session.revision()).build(), JsonObject.EMPTY, JsonObject.EMPTY);
    }
}
