// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.memory;

import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import org.osgi.annotation.versioning.ProviderType;

/** Opens scratchpads for tools: a service of the gateway. */
@ProviderType
public interface Scratchpads {

    /**
     * The pad of a call's session.
     *
     * @param context the call's
     * @throws ToolException {@code no_session} when the call belongs to none
     */
    Scratchpad of(ToolContext context) throws ToolException;
}
