// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.surface;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Brings messages in from somewhere and carries replies back: implemented by plugins as a component that carries
 * {@link Surface}.
 *
 * <p>Nothing listens or connects before {@link #open}; an update starts the new adapter before the old one stops.
 */
@ConsumerType
public interface SurfaceAdapter {

    /**
     * Starts bringing messages in. Called once, before any other method, on a thread of its own; may block.
     *
     * @param context the way in
     * @throws Exception when it cannot; the adapter counts as failed and the reason is shown
     */
    void open(SurfaceContext context) throws Exception;

    /** Stops bringing messages in; what was accepted stays accepted. Called once after {@link #open}. */
    void close();

    /**
     * Carries one reply out. Called on a virtual thread; several at once, but one at a time for each thread of
     * conversation. Returning means delivered.
     *
     * @param message what to deliver
     * @throws DeliveryException when it was not delivered
     * @throws InterruptedException when the gateway stops; the reply is tried again later
     */
    void deliver(OutboundMessage message) throws DeliveryException, InterruptedException;
}
