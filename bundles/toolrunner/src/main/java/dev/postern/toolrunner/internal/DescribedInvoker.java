// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolContext;

/** Calls a {@link DescribedTool}. */
record DescribedInvoker(DescribedTool tool) implements Invoker {

    @Override
    public JsonObject call(JsonObject input, ToolContext context) throws Exception {
        return tool.call(input, context);
    }

    @Override
    public Optional<Preview> preview(JsonObject input, ToolContext context) {
        return Optional.empty();
    }
}
