// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

/** Tells of what {@link Streams} sends, to whoever watches a session without being a connection. */
@ProviderType
public interface StreamWatch {

    /**
     * Tells of the pieces of a session's streams from now on.
     *
     * @param tenant whose
     * @param session which
     * @param watcher called on the sender's thread; must not block, and may forget what is too much for it
     */
    Watching watch(String tenant, String session, Consumer<Streams.Piece> watcher);

    /** Being told. */
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }
}
