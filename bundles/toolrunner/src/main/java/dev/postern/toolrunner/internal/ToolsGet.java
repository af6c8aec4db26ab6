// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code tools.get}. */
@Component(service = Method.class)
@WireMethod(name = "tools.get", scope = "tools:read", description = "Describes one tool.", inline = true)
public final class ToolsGet implements Method<ToolsGet.Params, ToolsGet.Result> {
    private final DefaultToolRegistry registry;

    /** Made by Declarative Services. */
    @Activate
    public ToolsGet(@Reference DefaultToolRegistry registry) {
        this.registry = registry;
    }

    /** Which tool. */
    public record Params(
            @Size(min = 1, max = 64) String tool,
            @Description("a version range such as [1,2); absent for the newest") @Size(
                    max = 64) Optional<String> version) {}

    /** The tool. */
    public record Result(ToolView tool) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        try {
            return new Result(registry.find(params.tool(), params.version().orElse(""))
                    .map(ToolView::of)
                    .orElseThrow(() -> absent(params.tool(), params.version().orElse(""))));
        } catch (IllegalArgumentException badRange) {
            throw new WireException(
                    ErrorCode.INVALID_PARAMS, "params/version: a version range such as [1,2) or 1.0.0");
        }
    }

    /** One that somebody took out of service is there, and does not serve. */
    private WireException absent(String tool, String versions) {
        return registry.withheld(tool, versions)
                .map(reason -> new WireException(ErrorCode.UNAVAILABLE, reason))
                .orElseGet(() -> WireException.notFound("tool", tool));
    }
}
