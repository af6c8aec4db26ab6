// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import org.osgi.annotation.versioning.ProviderType;

/** Tells when connections are gone: for what must not outlive its client. */
@ProviderType
public interface ConnectionWatch {

    /**
     * Tells once when a connection has closed, however; at once when it has already.
     *
     * @param connection its id, as {@link MethodContext#connection}
     * @param closed called on a thread of the gateway's; must not block
     */
    Watching whenClosed(String connection, Runnable closed);

    /** Being told. */
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }
}
