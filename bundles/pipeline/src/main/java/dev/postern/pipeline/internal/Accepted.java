// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.util.Optional;

import dev.postern.api.surface.Receipt;

/**
 * A message that is durable.
 *
 * @param session where it went
 * @param turn the turn that will answer it
 * @param message its id; of a duplicate that of the turn's first
 * @param target the turn that it is to steer or to interrupt
 * @param duplicate whether it had been accepted before
 */
public record Accepted(String session, String turn, String message, Optional<String> target, boolean duplicate) {
    /** As surfaces are told. */
    public Receipt receipt() {
        return new Receipt(session, turn, duplicate);
    }
}
