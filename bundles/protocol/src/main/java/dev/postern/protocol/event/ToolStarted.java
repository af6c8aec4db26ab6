// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * A call is about to run: from here on it may have happened.
 *
 * @param call its id
 * @param session the session it runs in
 * @param turn its turn, if it belongs to one
 * @param tool the tool's name
 * @param version its exact version
 * @param bundle the bundle that serves it, {@code <symbolic name>/<version>/<sha256>}
 * @param attempt from 1
 * @param idempotencyKey what the tool knows a repetition by; the same in every attempt
 * @param approval the approval that this start used up; absent when nobody was asked
 * @param principal who asked for the call; absent in old records
 */
@WireRecord("tool.started")
@Description("A call is about to run: from here on it may have happened.")
public record ToolStarted(
        String call,
        String session,
        Optional<String> turn,
        String tool,
        String version,
        @Description("Symbolic name, version and SHA-256, separated by slashes.") String bundle,
        int attempt,
        @Description("The same in every attempt.") Optional<String> idempotencyKey,
        @Description("The approval that this start used up; absent when nobody was asked.") Optional<String> approval,
        @Description("Who asked for the call; absent in old records.") Optional<String> principal) {}
