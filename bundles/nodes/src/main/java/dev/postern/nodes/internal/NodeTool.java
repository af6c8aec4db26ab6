// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.util.Optional;
import java.util.OptionalLong;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.api.tool.ToolException;
import dev.postern.core.access.Grants;
import dev.postern.core.tool.HostedTool;

/**
 * A tool that a node offers.
 *
 * @param tenant whose calls the node may see; empty for those of all
 */
record NodeTool(
        ToolDescriptor descriptor, String bundle, OptionalLong bundleId, Grants grants, Optional<String> tenant,
        NodeCalls calls)
        implements
            HostedTool {

    @Override
    public JsonObject call(JsonObject input, ToolContext context) throws ToolException, InterruptedException {
        own(context);
        return calls.call(descriptor, input, context);
    }

    @Override
    public Optional<Preview> preview(JsonObject input, ToolContext context)
            throws ToolException, InterruptedException {
        own(context);
        return descriptor.previewable() ? Optional.of(calls.preview(descriptor, input, context)) : Optional.empty();
    }

    private void own(ToolContext context) throws ToolException {
        if (tenant.filter(own -> !context.tenant().equals(own)).isPresent()) {
            throw new ToolException("forbidden", "the node that offers this tool serves another tenant");
        }
    }
}
