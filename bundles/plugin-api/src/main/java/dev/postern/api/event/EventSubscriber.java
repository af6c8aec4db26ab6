// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Told of events once they are durable: implemented by plugins as a component that carries {@link Subscription}.
 *
 * <p>Gets every event of its topics from its registration on, in order, one at a time, on a virtual thread of its own;
 * a slow one is behind, and holds up nobody.
 */
@ConsumerType
public interface EventSubscriber {

    /**
     * Takes an event.
     *
     * @param event what happened
     * @throws Exception is logged and counted; the next event follows
     */
    void onEvent(Event event) throws Exception;
}
