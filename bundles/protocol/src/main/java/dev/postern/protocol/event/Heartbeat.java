// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/** Nothing happened; the event's cursor is the newest. */
@WireRecord("gateway.heartbeat")
@Description("Nothing happened; the event's cursor is the newest.")
public record Heartbeat() {}
