// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * A call had begun before a crash, may have happened, and waits for an operator.
 *
 * @param call its id
 * @param session the session it ran in
 * @param turn its turn, if it belongs to one
 * @param tool the tool's name
 * @param version its exact version
 * @param principal who asked for the call; absent in old records
 */
@WireRecord("tool.in_doubt")
@Description("A call had begun before a crash, may have happened, and waits for an operator.")
public record ToolInDoubt(
        String call,
        String session,
        Optional<String> turn,
        String tool,
        Optional<String> version,
        @Description("Who asked for the call; absent in old records.") Optional<String> principal) {}
