// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.exchange;

import java.time.Duration;

import org.osgi.annotation.versioning.ConsumerType;

/** Work that can stand still for a moment, while a bundle that it uses is exchanged. */
@ConsumerType
public interface Pausable {

    /**
     * Begins nothing more, and waits until what runs stands where it can go on from: at its next record, or at its end.
     * What was asked for meanwhile waits and is not refused. What does not get there in time is cut off as if the gateway
     * went away.
     *
     * @param limit how long what runs may take
     * @return lets it go on; also when the part itself was exchanged meanwhile
     * @throws InterruptedException when interrupted; all goes on
     */
    Pause pause(Duration limit) throws InterruptedException;

    /** It stands still until this is closed. */
    interface Pause extends AutoCloseable {
        @Override
        void close();
    }
}
