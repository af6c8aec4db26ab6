// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.core.health.HealthPart;
import dev.postern.core.tool.ToolRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tool runner is up when its parts are; refused tools and calls that wait for the store are told of, no more. */
@Component
public final class ToolRunnerHealth implements HealthPart {
    private final ToolRegistry registry;
    private final StoreWaits waits;

    /** Made by Declarative Services once the runner is there. */
    @Activate
    public ToolRunnerHealth(@Reference ToolRegistry registry, @Reference DefaultToolRunner runner) {
        this.registry = registry;
        this.waits = runner.storeWaits();
    }

    @Override
    public String name() {
        return "toolrunner";
    }

    @Override
    public Health health() {
        var told = Stream.concat(
                registry.refused().stream().map(tool -> tool.name() + " is refused: " + tool.reason()),
                waits.summary().stream())
                .collect(Collectors.joining("; "));
        return told.isEmpty() ? Health.UP : new Health(true, told);
    }
}
