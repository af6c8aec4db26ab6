// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.postern.core.plugin.PluginHosts;

/** Processes that are none: their tools are in the registry while they would run. */
final class FakeHosts implements PluginHosts {
    private final FakeRegistry registry;
    final List<String> story = new CopyOnWriteArrayList<>();
    volatile Set<String> isolated = Set.of();
    volatile String trouble = "";

    FakeHosts(FakeRegistry registry) {
        this.registry = registry;
    }

    @Override
    public boolean isolates(String plugin, String source, boolean signed) {
        return isolated.contains(plugin) || isolated.contains(source) || !signed && isolated.contains("unsigned");
    }

    @Override
    public void start(Hosted plugin) {
        story.add("start " + plugin.id() + " " + plugin.identity().version() + " " + plugin.grants().hosts());
        registry.hosted.put(plugin.bundleId(), plugin);
    }

    @Override
    public void stop(long bundleId) {
        if (registry.hosted.remove(bundleId) != null) {
            story.add("stop");
        }
    }

    @Override
    public Optional<String> ailment(long bundleId) {
        return registry.hosted.containsKey(bundleId) ? Optional.of(trouble) : Optional.empty();
    }
}
