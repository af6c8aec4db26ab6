// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.api.tool.ToolException;
import dev.postern.core.wire.NodeMethod;
import dev.postern.core.wire.NodeRequest;

/** {@code call.start}. */
@NodeMethod(name = CallStart.NAME, description = "Runs a tool; answered when it has ended, also after call.cancel.")
public interface CallStart extends NodeRequest<CallParams, CallStart.Result> {
    /** Its name on the wire. */
    String NAME = "call.start";

    /** How it ended: one of the two. An error in place of a result says that the call did not begin. */
    record Result(
            @Description("What the tool returned.") Optional<JsonObject> output,
            @Description("Why it failed.") Optional<CallFailure> failure) {

        JsonObject outputOrThrow() throws ToolException {
            if (failure.isPresent()) {
                throw failure.get().exception();
            }
            return output.orElseThrow(() -> new ToolException("invalid_answer",
                    "the node answered with neither output nor failure"));
        }
    }
}
