// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.core.turn.Call;
import dev.postern.protocol.WireRecord;

/**
 * A call ended, however it did.
 *
 * @param call its id
 * @param session the session it ran in
 * @param turn its turn, if it belongs to one
 * @param tool the tool's name
 * @param version its exact version; absent when there is no such tool
 * @param state how it ended
 * @param output redacted, when it returned
 * @param code why it did not, for programs
 * @param message why it did not, for people
 * @param preview what it would have done, of a dry run
 * @param durationMillis from the request to the end, in milliseconds
 * @param by who ended it, of one that never began or stood in doubt; {@code gateway} for what happened by itself
 * @param principal who asked for the call; absent in old records
 */
@WireRecord("tool.finished")
@Description("A call ended, however it did.")
public record ToolFinished(
        String call,
        String session,
        Optional<String> turn,
        String tool,
        @Description("Absent when there is no such tool.") Optional<String> version,
        Call.State state,
        @Description("When it returned; redacted.") Optional<JsonObject> output,
        @Description("When it did not return.") Optional<String> code,
        @Description("When it did not return.") Optional<String> message,
        @Description("Of a dry run.") Optional<JsonObject> preview,
        @Description("From the request to the end, in milliseconds.") Optional<Long> durationMillis,
        @Description("Who ended it, of one that never began or stood in doubt.") Optional<String> by,
        @Description("Who asked for the call; absent in old records.") Optional<String> principal) {}
