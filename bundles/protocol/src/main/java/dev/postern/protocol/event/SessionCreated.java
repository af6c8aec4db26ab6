// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.session.Session;
import dev.postern.protocol.WireRecord;

/**
 * A conversation began.
 *
 * @param session its id
 * @param surface where
 * @param peer with whom
 * @param thread which conversation of theirs
 * @param workspace where it works
 * @param revision its first revision
 * @param state whether it runs turns
 */
@WireRecord("session.created")
@Description("A conversation began.")
public record SessionCreated(String session, String surface, String peer, String thread,
        Optional<String> workspace,
        Optional<Long> revision,
        Optional<Session.ExecutionState> state) {}
