// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import java.time.Instant;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;

/**
 * A message in the one form that everything behind the surfaces sees.
 *
 * @param tenant whose it is
 * @param peer the endpoint it came from
 * @param thread the conversation it belongs to
 * @param author who wrote it, for display; may be empty
 * @param parts its content, each with its origin
 * @param at when it was written
 * @param surface the surface it came by
 * @param surfaceMetadata what the surface wants back with the reply
 * @param dedupeKey the surface's own id of the message; empty when it can be no repeat
 * @param before what its sender says was said before, the newest last; nothing of it is on record
 */
public record NormalizedMessage(
        String tenant,
        String peer,
        String thread,
        String author,
        List<Part> parts,
        Instant at,
        String surface,
        JsonObject surfaceMetadata,
        String dedupeKey,
        List<TurnView.Exchange> before) {
    /** Copies the lists. */
    public NormalizedMessage {
        parts = List.copyOf(parts);
        before = List.copyOf(before);
    }
}
