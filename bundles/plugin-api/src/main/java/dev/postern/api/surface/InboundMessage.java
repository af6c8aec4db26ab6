// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.surface;

import java.time.Instant;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Part;

/**
 * A message as a surface brings it in.
 *
 * @param peer the endpoint it came from: an account, a source; 1 to 256 characters
 * @param thread the conversation it belongs to; 1 to 256 characters
 * @param author who wrote it, for display; may be empty
 * @param parts its content, at least one
 * @param at when it was written
 * @param dedupeKey the surface's own id of the message; the same id a second time is the same message
 * @param metadata what the surface wants back with the reply; bounded to 16 KiB as text
 */
public record InboundMessage(
        String peer,
        String thread,
        String author,
        List<Part> parts,
        Instant at,
        String dedupeKey,
        JsonObject metadata) {

    /** Copies the parts. */
    public InboundMessage {
        parts = List.copyOf(parts);
    }
}
