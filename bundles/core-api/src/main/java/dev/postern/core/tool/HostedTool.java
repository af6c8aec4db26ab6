// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.util.Optional;
import java.util.OptionalLong;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.access.Grants;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A tool that runs in another process and is answered for by one of our own bundles, which registers it as a service and
 * takes the service away when the other process is gone. Called, judged and recorded like any other.
 */
@ConsumerType
public interface HostedTool {

    /** What it is; must not change while it is registered. */
    ToolDescriptor descriptor();

    /**
     * Whose it is and which bytes: {@code <owner>/<version>/<sha256>}. A tool's name belongs to the owner that registered
     * it first; approvals are bound to the whole.
     */
    String bundle();

    /** The framework's id of the bundle that it is of; empty for that of the service. */
    default OptionalLong bundleId() {
        return OptionalLong.empty();
    }

    /** What its context may reach. */
    Grants grants();

    /**
     * Does it; the rules are those of {@link dev.postern.api.tool.Tool#call}.
     *
     * @param input validated
     * @param context what the call may use
     * @return validated by who called
     * @throws Exception as there
     */
    JsonObject call(JsonObject input, ToolContext context) throws Exception;

    /**
     * Says what a call would do.
     *
     * @param input validated
     * @param context what the preview may use
     * @return empty when the tool cannot say
     * @throws Exception as {@link #call}
     */
    default Optional<Preview> preview(JsonObject input, ToolContext context) throws Exception {
        return Optional.empty();
    }
}
