// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.util.Map;
import java.util.Optional;

import dev.postern.core.session.Session;
import dev.postern.core.session.Sessions;
import dev.postern.core.store.Rows;

/** The sessions that there are; a trigger opens none itself. */
record RowSessions(Rows rows) implements Sessions {
    @Override
    public Optional<Session> find(String tenant, String id) {
        return rows.session(tenant, id);
    }

    @Override
    public Opened open(Key key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Opened open(Key key, Optional<String> planner, Map<String, String> models) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Session findOrCreate(Key key) {
        throw new UnsupportedOperationException();
    }
}
