// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * What a session's records said until now was erased.
 *
 * @param session its id
 * @param revision its revision now
 * @param by who did it
 */
@WireRecord("session.erased")
@Description("What a session's records said until now was erased.")
public record SessionErased(String session, long revision, String by) {}
