package dev.postern.protocol.event;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * A reply was handed to its surface.
 *
 * @param turn the turn it ended
 * @param session its session
 * @param text what it says
 */
@WireRecord("message.emitted")
@Description("A reply was handed to its surface.")
public record MessageEmitted(String turn, String session, String text) {}
