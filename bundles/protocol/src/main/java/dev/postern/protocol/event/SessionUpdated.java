// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.core.session.Session;
import dev.postern.protocol.WireRecord;

/**
 * A session's settings or state were changed.
 *
 * @param session its id
 * @param revision its revision now
 * @param state whether it runs turns
 * @param by who did it
 * @param settings as they are now
 * @param reason why
 */
@WireRecord("session.updated")
@Description("A session's settings or state were changed.")
public record SessionUpdated(
        String session,
        long revision,
        Session.ExecutionState state,
        String by,
        Optional<JsonObject> settings,
        Optional<String> reason) {}
