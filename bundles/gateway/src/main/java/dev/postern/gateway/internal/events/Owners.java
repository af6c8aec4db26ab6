// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;

/** Whose a session is. That never changes, so the newest answers are kept. */
final class Owners {
    private static final int KEPT = 4_096;

    private final Rows rows;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock: owners by tenant and session; empty for a surface's peer. */
    private final Map<Key, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
            return size() > KEPT;
        }
    };

    Owners(Rows rows) {
        this.rows = rows;
    }

    /** Whether a session is the principal's own. */
    boolean owns(Principal principal, String session) {
        var key = new Key(principal.tenant(), session);
        return principal.id().equals(known(key));
    }

    private String known(Key key) {
        lock.lock();
        try {
            var owner = known.get(key);
            if (owner != null) {
                return owner;
            }
        } finally {
            lock.unlock();
        }
        var session = rows.session(key.tenant(), key.session());
        if (session.isEmpty()) {
            return "";
        }
        var owner = session.flatMap(Session::owner).orElse("");
        lock.lock();
        try {
            known.put(key, owner);
        } finally {
            lock.unlock();
        }
        return owner;
    }

    private record Key(String tenant, String session) {}
}
