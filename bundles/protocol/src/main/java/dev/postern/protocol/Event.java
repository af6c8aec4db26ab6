// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;

/**
 * Tells a subscriber what happened.
 *
 * @param subscription whose
 * @param topic what sort of thing
 * @param cursor where it stands; empty for what is not durable
 * @param at when it happened
 * @param payload what happened, by the topic's own schema
 */
@WireRecord(value = "event", frame = "event")
@Description("Tells a subscriber what happened.")
public record Event(
        String subscription,
        String topic,
        @Description("Opaque. Absent from events that are not durable.") Optional<String> cursor,
        Instant at,
        @Description("Has its own schema by topic.") JsonObject payload)
        implements
            Frame {}
