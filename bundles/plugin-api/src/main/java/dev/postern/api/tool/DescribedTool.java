// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import dev.postern.api.json.JsonObject;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A tool whose schema is known only at run time, for instance one that stands for another server's tool. Registered as
 * a service; its descriptor is read once for each registration.
 */
@ConsumerType
public interface DescribedTool {

    /** What it is; must not change while it is registered. */
    ToolDescriptor descriptor();

    /**
     * Does it; the rules are those of {@link Tool#call}.
     *
     * @param input validated against the descriptor's input schema
     * @param context what the call may use
     * @return validated against the descriptor's output schema
     * @throws Exception as {@link Tool#call}
     */
    JsonObject call(JsonObject input, ToolContext context) throws Exception;
}
