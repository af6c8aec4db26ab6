// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.surface;

import dev.postern.api.json.JsonObject;

/**
 * A reply to carry out.
 *
 * @param id the same for every try; a destination that knows such keys can drop repeats
 * @param tenant whose it is
 * @param session the session it belongs to
 * @param turn the turn it ends
 * @param peer whom it is for
 * @param thread the conversation
 * @param text what it says
 * @param metadata as it came in with the message
 * @param attempt 1 for the first try
 */
public record OutboundMessage(
        String id,
        String tenant,
        String session,
        String turn,
        String peer,
        String thread,
        String text,
        JsonObject metadata,
        int attempt) {}
