// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.postern.core.tool.Majors;
import dev.postern.core.tool.ToolRegistry;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * Who serves under which name. A name belongs to the bundle, by its symbolic name, that registered it first and as long as
 * any of its registrations stands.
 */
final class ToolTable {
    private static final Comparator<ServingTool> NEWEST_FIRST = Comparator.comparing(
            (ServingTool tool) -> Version.parseVersion(tool.descriptor().version()))
            .thenComparing(ToolTable::bundleVersion)
            .thenComparing(tool -> tool.registered().bundleId())
            .reversed();

    private final ReentrantLock writing = new ReentrantLock();
    private volatile Map<String, List<ServingTool>> byName = Map.of();

    void add(ServingTool tool) throws RefusedToolException {
        var name = tool.descriptor().name();
        writing.lock();
        try {
            var there = byName.getOrDefault(name, List.of());
            for (var other : there) {
                if (!owner(other).equals(owner(tool))) {
                    throw new RefusedToolException("the name " + name + " belongs to the bundle " + owner(other)
                            + "; give the tool another name, or remove that plugin");
                }
            }
            change(name, tools -> {
                tools.add(tool);
                tools.sort(NEWEST_FIRST);
                return tools;
            });
        } finally {
            writing.unlock();
        }
    }

    void remove(ServingTool tool) {
        writing.lock();
        try {
            change(tool.descriptor().name(), tools -> {
                tools.remove(tool);
                return tools;
            });
        } finally {
            writing.unlock();
        }
    }

    private void change(String name, UnaryOperator<List<ServingTool>> change) {
        var copy = new HashMap<>(byName);
        var tools = change.apply(new ArrayList<>(copy.getOrDefault(name, List.of())));
        if (tools.isEmpty()) {
            copy.remove(name);
        } else {
            copy.put(name, List.copyOf(tools));
        }
        byName = Map.copyOf(copy);
    }

    Optional<ServingTool> find(String name, String versions) {
        var range = versions.isEmpty() ? null : new VersionRange(versions);
        return named(name)
                .filter(tool -> range == null || range.includes(Version.parseVersion(tool.descriptor().version())))
                .findFirst();
    }

    long majors(String name) {
        return named(name).map(tool -> Majors.of(tool.descriptor().version()))
                .distinct().count();
    }

    /** One of each name and version: of two bundles' the newer. The other makes room for it, or has other majors to serve. */
    List<ToolRegistry.RegisteredTool> all() {
        var distinct = new java.util.TreeMap<String, ToolRegistry.RegisteredTool>();
        serving().forEach(tool -> distinct.putIfAbsent(
                tool.descriptor().name() + "@" + tool.descriptor().version(), tool.registered()));
        return List.copyOf(distinct.values());
    }

    Stream<ServingTool> named(String name) {
        return byName.getOrDefault(name, List.of()).stream();
    }

    Stream<ServingTool> serving() {
        return byName.values().stream().flatMap(List::stream);
    }

    /** Two majors of a plugin may have the same version of a tool: whichever started last, the newer plugin's serves. */
    private static Version bundleVersion(ServingTool tool) {
        var parts = tool.registered().bundle().split("/", 3);
        try {
            return Version.parseVersion(parts.length > 1 ? parts[1] : "");
        } catch (IllegalArgumentException noBundle) {
            return Version.emptyVersion;
        }
    }

    private static String owner(ServingTool tool) {
        var bundle = tool.registered().bundle();
        return bundle.substring(0, bundle.indexOf('/'));
    }
}
