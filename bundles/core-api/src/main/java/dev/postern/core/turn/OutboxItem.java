// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.turn;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.json.JsonObject;

/**
 * A reply on its way to a surface.
 *
 * @param id {@code o_…}; the idempotency key for the destination
 * @param tenant whose it is
 * @param session its session
 * @param turn the turn it ends
 * @param surface who delivers it
 * @param peer whom it is for
 * @param thread the conversation
 * @param text what it says
 * @param metadata as the message brought it
 * @param state where it stands
 * @param attempts tries begun
 * @param dueAt not before then
 * @param lastError of the last try
 * @param createdAt when the turn ended
 */
public record OutboxItem(
        String id,
        String tenant,
        String session,
        String turn,
        String surface,
        String peer,
        String thread,
        String text,
        JsonObject metadata,
        State state,
        int attempts,
        Instant dueAt,
        Optional<String> lastError,
        Instant createdAt) {

    /** Where a reply stands. */
    public enum State {
        PENDING, DELIVERED, GIVEN_UP
    }
}
