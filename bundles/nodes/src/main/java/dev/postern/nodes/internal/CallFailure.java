// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.ToolException;

/** A tool's failure, with a reason that the caller may see. */
public record CallFailure(
        @Pattern("^[a-z][a-z0-9_]{0,63}$") @Description("Stable, in snake_case.") String code,
        @Size(max = 4_096) @Description("What is wrong, by which rule, and the way out.") String message,
        @DefaultValue("false") @Description("Whether trying again may help.") boolean retryable) {

    ToolException exception() {
        return new ToolException(code, message, retryable, null);
    }
}
