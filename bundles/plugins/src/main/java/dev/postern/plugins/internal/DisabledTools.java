// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;
import java.util.function.Supplier;

import dev.postern.core.tool.WithheldTools;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Tells whose tools are disabled. A component of its own, which needs nothing: the registry asks it, and the manager
 * needs the registry.
 */
@Component(service = {WithheldTools.class, DisabledTools.class})
public final class DisabledTools implements WithheldTools {
    private volatile Supplier<Desired> desired = () -> Desired.NOTHING;

    /** Knows of nothing until the manager is there. */
    @Activate
    public DisabledTools() {
        // nothing to set up
    }

    void follow(Supplier<Desired> now) {
        desired = now;
    }

    @Override
    public Optional<String> reason(String tool) {
        Desired now = desired.get();
        return now.sorted().stream()
                .filter(plugin -> now.isDisabled(plugin.id())
                        && plugin.tools().stream().anyMatch(its -> its.name().equals(tool)))
                .findFirst()
                .map(plugin -> "the tool " + tool + " does not serve: its plugin " + plugin.id()
                        + " is disabled; plugins.enable lets it serve again");
    }
}
