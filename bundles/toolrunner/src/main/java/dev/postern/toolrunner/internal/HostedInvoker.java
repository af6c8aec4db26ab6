// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolContext;
import dev.postern.core.tool.HostedTool;

/** Calls a {@link HostedTool}. */
record HostedInvoker(HostedTool tool) implements Invoker {

    @Override
    public JsonObject call(JsonObject input, ToolContext context) throws Exception {
        return tool.call(input, context);
    }

    @Override
    public Optional<Preview> preview(JsonObject input, ToolContext context) throws Exception {
        return tool.preview(input, context);
    }
}
