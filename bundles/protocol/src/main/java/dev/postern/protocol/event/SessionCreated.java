package dev.postern.protocol.event;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * A conversation began.
 *
 * @param session its id
 * @param surface where
 * @param peer with whom
 * @param thread which conversation of theirs
 */
@WireRecord("session.created")
@Description("A conversation began.")
public record SessionCreated(String session, String surface, String peer, String thread) {}
