// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * Something was refused because too much was going on; at most one event a second.
 *
 * @param method what was refused last
 * @param refused how much, since the last event
 */
@WireRecord("gateway.overload")
@Description("Something was refused because too much was going on; at most one event a second.")
public record Overload(String method, long refused) {}
