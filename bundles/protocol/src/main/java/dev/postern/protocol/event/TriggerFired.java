// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * A trigger's due time became a message.
 *
 * @param turn the turn that answers it
 * @param session where it went
 * @param trigger the trigger's id
 * @param due the due time
 * @param missed how many due times before it had no run of their own
 * @param by who fired it by hand
 * @param principal whom it speaks as
 */
@WireRecord("trigger.fired")
@Description("A trigger's due time became a message.")
public record TriggerFired(
        String turn,
        String session,
        @Description("plugin/name, or the name of a configured one.") String trigger,
        @Description("The due time; when it was fired, for one by hand.") Instant due,
        @Description("How many due times before it had no run of their own.") int missed,
        @Description("Who fired it by hand; absent when the clock did.") Optional<String> by,
        @Description("Whom it speaks as.") String principal) {}
