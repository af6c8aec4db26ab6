// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import dev.postern.core.health.HealthPart;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.tool.ToolRunner;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tool runner is up when its parts are; refused tools are told of but take nothing down. */
@Component
public final class ToolRunnerHealth implements HealthPart {
    private final ToolRegistry registry;

    /** Made by Declarative Services once the runner is there. */
    @Activate
    public ToolRunnerHealth(@Reference ToolRegistry registry, @Reference ToolRunner runner) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return "toolrunner";
    }

    @Override
    public Health health() {
        var refused = registry.refused();
        return refused.isEmpty()
                ? Health.UP
                : new Health(
                        true,
                        String.join(
                                "; ",
                                refused.stream()
                                        .map(tool -> tool.name() + " is refused: " + tool.reason())
                                        .toList()));
    }
}
