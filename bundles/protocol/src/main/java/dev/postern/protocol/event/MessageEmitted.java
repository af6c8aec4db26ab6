// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * A reply was handed to its surface.
 *
 * @param turn the turn it ended
 * @param session its session
 * @param text what it says
 * @param surface where
 * @param peer to whom
 * @param thread in which conversation of theirs
 */
@WireRecord("message.emitted")
@Description("A reply was handed to its surface.")
public record MessageEmitted(String turn, String session, String text,
        Optional<String> surface,
        Optional<String> peer,
        Optional<String> thread) {}
