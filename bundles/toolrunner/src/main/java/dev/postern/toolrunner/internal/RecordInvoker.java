// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.core.json.RecordMapper;

/** Calls a {@link Tool}: maps its records with a mapper that belongs to this registration and goes with it. */
record RecordInvoker<I extends Record, O extends Record>(Tool<I, O> tool, Class<I> input, RecordMapper mapper)
        implements
            Invoker {

    @Override
    public JsonObject call(JsonObject json, ToolContext context) throws Exception {
        return mapper.write(tool.call(mapper.read(json, input), context));
    }

    @Override
    public Optional<Preview> preview(JsonObject json, ToolContext context) throws Exception {
        return tool instanceof PreviewableTool<I, O> previewable
                ? Optional.of(previewable.preview(mapper.read(json, input), context))
                : Optional.empty();
    }
}
