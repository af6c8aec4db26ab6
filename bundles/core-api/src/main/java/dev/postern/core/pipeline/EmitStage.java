// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import dev.postern.api.surface.DeliveryException;
import dev.postern.core.turn.OutboxItem;
import org.osgi.annotation.versioning.ConsumerType;

/** The sixth stage: carries a durable reply to its surface. */
@ConsumerType
public interface EmitStage {
    /** Whether the surface's adapter is there and open; replies wait in the outbox until it is. */
    boolean reaches(String surface);

    /**
     * Carries one reply out. Returning means delivered.
     *
     * @param item what to deliver; its id is the same for every try
     * @throws DeliveryException when it was not delivered
     * @throws InterruptedException when the gateway stops
     */
    void emit(OutboxItem item) throws DeliveryException, InterruptedException;
}
