// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code tools.list}. */
@Component(service = Method.class)
@WireMethod(name = "tools.list", scope = "tools:read", description = "Lists the tools that serve.", inline = true)
public final class ToolsList implements Method<ToolsList.Params, ToolsList.Result> {
    private final ToolRegistry registry;

    /** Made by Declarative Services. */
    @Activate
    public ToolsList(@Reference ToolRegistry registry) {
        this.registry = registry;
    }

    /** Which page. */
    public record Params(
            @Description("how many at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("what the page before gave") @Size(max = 200) Optional<String> next) {}

    /** A page, by name and version. */
    public record Result(List<ToolView> tools, Optional<String> next) {}

    @Override
    public Result handle(Params params, MethodContext context) {
        var after = params.next().orElse("");
        var page = registry.tools().stream()
                .filter(tool -> key(tool).compareTo(after) > 0)
                .limit(params.limit() + 1L)
                .toList();
        boolean more = page.size() > params.limit();
        var shown = more ? page.subList(0, params.limit()) : page;
        return new Result(
                shown.stream().map(ToolView::of).toList(),
                more ? Optional.of(key(shown.getLast())) : Optional.empty());
    }

    private static String key(ToolRegistry.RegisteredTool tool) {
        return tool.descriptor().name() + "@" + tool.descriptor().version();
    }
}
