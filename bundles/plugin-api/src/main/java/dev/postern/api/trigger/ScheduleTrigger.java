// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.trigger;

import java.util.Optional;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says something at times of its own: implemented by plugins as a component that carries {@link Schedule}. What it says
 * becomes a message of the peer {@code trigger/<plugin>/<name>}, in a session of that peer's, and is answered like any other.
 * It says and does not act: what acts are the tools of the turn, under the policy.
 */
@ConsumerType
public interface ScheduleTrigger {

    /**
     * Makes the message of a due time. Called on a virtual thread, one at a time, and interrupted after 10 s. The message and
     * that the time is settled become durable together; when they could not, or the gateway stopped before, it is asked
     * again for the same time.
     *
     * @param firing which time
     * @return what it says; empty when there is nothing to say, which settles the time too
     * @throws Exception recorded as {@code trigger.failed}; the time is settled
     */
    Optional<TriggeredMessage> fire(Firing firing) throws Exception;
}
