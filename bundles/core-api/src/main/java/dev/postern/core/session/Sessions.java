// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.wire.WireException;
import org.osgi.annotation.versioning.ProviderType;

/** Finds and opens sessions. */
@ProviderType
public interface Sessions {
    /** The tenant's session of that id. */
    Optional<Session> find(String tenant, String id);

    /**
     * The session that a route leads to: the one that exists, or a draft of a new one. Whoever commits a draft's
     * opening writes and meets {@code SESSION_EXISTS} asks again.
     */
    Opened open(Key key);

    /**
     * The same; a draft decides with this planner and these models.
     *
     * @param planner empty for what configuration says
     * @param models by what for; empty for what configuration says
     * @throws WireException {@code invalid_params} for names that can be none
     */
    Opened open(Key key, Optional<String> planner, Map<String, String> models) throws WireException;

    /**
     * The same, committed.
     *
     * @throws StoreException when it could not be stored
     */
    Session findOrCreate(Key key) throws StoreException;

    /**
     * What a session is found by.
     *
     * @param tenant whose
     * @param surface the surface's name
     * @param peer the peer, 1 to 256 characters
     * @param thread the conversation, 1 to 256 characters
     */
    record Key(String tenant, String surface, String peer, String thread) {}

    /**
     * A session that was found or drafted.
     *
     * @param session the row
     * @param opening what creates it, empty when it exists
     */
    record Opened(Session session, List<Write> opening) {
        /** Copies the writes. */
        public Opened {
            opening = List.copyOf(opening);
        }
    }
}
