// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * No message came of a trigger's due time.
 *
 * @param trigger the trigger's id
 * @param due the due time
 * @param missed how many due times before it had no run of their own
 * @param by who fired it by hand
 * @param principal whom it speaks as
 * @param code why, for programs
 * @param again whether the same time is tried again
 * @param reason why, for people
 */
@WireRecord("trigger.failed")
@Description("No message came of a trigger's due time, or none yet.")
public record TriggerFailed(
        @Description("plugin/name, or the name of a configured one.") String trigger,
        @Description("The due time; when it was fired, for one by hand.") Instant due,
        @Description("How many due times before it had no run of their own.") int missed,
        @Description("Who fired it by hand; absent when the clock did.") Optional<String> by,
        @Description("Whom it speaks as.") String principal,
        @Description("failed or timeout of its own code; else an error code of the wire.") String code,
        @Description("Whether the same time is tried again.") boolean again,
        String reason) {}
