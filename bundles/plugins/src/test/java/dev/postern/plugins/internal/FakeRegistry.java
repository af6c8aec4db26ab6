// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.plugin.PluginHosts;
import dev.postern.core.tool.ToolRegistry;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/** Every tool service counts, without a look at its descriptor. */
final class FakeRegistry implements ToolRegistry {
    private final BundleContext context;
    final List<String> drained = new java.util.concurrent.CopyOnWriteArrayList<>();
    volatile List<String> refusedNames = List.of();
    /** Tools that run elsewhere, by their plugin's bundle. */
    final Map<Long, PluginHosts.Hosted> hosted = new ConcurrentHashMap<>();

    /** Whether they are there. */
    volatile boolean hostedServe = true;

    FakeRegistry(BundleContext context) {
        this.context = context;
    }

    @Override
    public List<RegisteredTool> tools() {
        var tools = new ArrayList<RegisteredTool>();
        for (ServiceReference<?> reference : references()) {
            Bundle bundle = reference.getBundle();
            if (bundle != null && !refusedNames.contains(reference.getProperty("postern.tool.name"))
                    && context.getService(reference) != null) {
                tools.add(new RegisteredTool(descriptor(reference), BundleIdentity.of(bundle.getSymbolicName(),
                        bundle.getVersion().toString(), bundle.getLocation()).toString(), bundle.getBundleId()));
            }
        }
        hosted.values().stream().filter(_ -> hostedServe)
                .forEach(plugin -> plugin.tools().forEach(label -> tools.add(new RegisteredTool(
                        descriptor(label.substring(0, label.indexOf('@')), label.substring(label.indexOf('@') + 1)),
                        plugin.identity().toString(), plugin.bundleId()))));
        return tools;
    }

    @Override
    public Optional<RegisteredTool> find(String name, String versions) {
        return tools().stream().filter(tool -> tool.descriptor().name().equals(name)).findFirst();
    }

    @Override
    public Listening listen(Runnable changed) {
        ServiceListener listener = event -> changed.run();
        context.addServiceListener(listener);
        return () -> context.removeServiceListener(listener);
    }

    @Override
    public boolean drain(long bundleId, Duration limit) {
        drained.add(bundleId + " while " + labels());
        return true;
    }

    @Override
    public List<RefusedTool> refused() {
        var refused = new ArrayList<RefusedTool>();
        for (ServiceReference<?> reference : references()) {
            Object name = reference.getProperty("postern.tool.name");
            if (reference.getBundle() != null && refusedNames.contains(name)) {
                refused.add(new RefusedTool(String.valueOf(name), reference.getBundle().getBundleId(), "just so"));
            }
        }
        return refused;
    }

    /** The names and versions that serve. */
    List<String> labels() {
        return tools().stream().map(tool -> tool.descriptor().name() + "@" + tool.descriptor().version()).sorted()
                .toList();
    }

    private List<ServiceReference<?>> references() {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(Tool.class.getName(), null);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ToolDescriptor descriptor(ServiceReference<?> reference) {
        return descriptor(String.valueOf(reference.getProperty("postern.tool.name")),
                String.valueOf(reference.getProperty("postern.tool.version")));
    }

    private static ToolDescriptor descriptor(String name, String version) {
        return new ToolDescriptor(name, version, "", Risk.LOW, List.of(),
                Duration.ofSeconds(1), true, 1, Duration.ZERO, 1, 1, List.of(), true, false, JsonObject.EMPTY,
                JsonObject.EMPTY, List.of());
    }
}
