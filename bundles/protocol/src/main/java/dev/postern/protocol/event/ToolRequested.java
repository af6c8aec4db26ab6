// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.api.tool.Risk;
import dev.postern.protocol.WireRecord;

/**
 * A call was asked for.
 *
 * @param call its id
 * @param session the session it runs in
 * @param turn its turn, if it belongs to one
 * @param tool the tool's name
 * @param version the version chosen; absent when there is no such tool
 * @param principal who asks
 * @param input redacted
 * @param risk what it can do at worst; absent when there is no such tool
 * @param dryRun whether it is only judged and previewed
 * @param traceparent W3C trace context of what asked for it, if it had one
 */
@WireRecord("tool.requested")
@Description("A call was asked for.")
public record ToolRequested(
        String call,
        String session,
        Optional<String> turn,
        String tool,
        @Description("Absent when there is no such tool.") Optional<String> version,
        String principal,
        @Description("Redacted.") JsonObject input,
        Optional<Risk> risk,
        @Description("Whether it is only judged and previewed.") Optional<Boolean> dryRun,
        @Description("W3C trace context of what asked for it.") Optional<String> traceparent) {}
