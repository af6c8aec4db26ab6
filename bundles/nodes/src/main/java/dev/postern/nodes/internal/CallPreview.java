// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolException;
import dev.postern.core.wire.NodeMethod;
import dev.postern.core.wire.NodeRequest;

/** {@code call.preview}. */
@NodeMethod(name = CallPreview.NAME, description = "Says what call.start would do now, and changes nothing.")
public interface CallPreview extends NodeRequest<CallParams, CallPreview.Result> {
    /** Its name on the wire. */
    String NAME = "call.preview";

    /** What would happen, or why nobody can say: one of the two. */
    record Result(Optional<Shown> preview, Optional<CallFailure> failure) {

        Preview previewOrThrow() throws ToolException {
            if (failure.isPresent()) {
                throw failure.get().exception();
            }
            return preview.map(shown -> new Preview(shown.summary(), shown.mediaType(), shown.detail()))
                    .orElseThrow(() -> new ToolException("invalid_answer",
                            "the node answered with neither preview nor failure"));
        }
    }

    /** What a call would do. */
    record Shown(
            @Size(max = 4_096) @Description("One line for people.") String summary,
            @DefaultValue("\"text/plain\"") @Size(max = 128) String mediaType,
            @DefaultValue("\"\"") @Description("The whole: a difference, a request, a command line.") String detail) {}
}
