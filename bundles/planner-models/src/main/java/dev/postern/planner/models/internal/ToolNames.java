// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.model.ModelTool;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.json.Nesting;

/** Tools under names that wires take: they know no dots, and 64 characters. The same tools always get the same names. */
final class ToolNames {
    private static final int LONGEST = 64;
    /** So much of what is recorded of a request stands around a schema. */
    private static final int AROUND = 3;

    private final Map<String, ToolDescriptor> byWire = new LinkedHashMap<>();
    private final Map<String, String> byName = new HashMap<>();

    ToolNames(List<ToolDescriptor> tools) {
        // what no record takes is not offered: else one tool would keep all turns from their model
        var fitting = tools.stream()
                .filter(tool -> !Nesting.exceeds(tool.inputSchema(), Nesting.MAX_VALUE - AROUND));
        fitting.sorted(Comparator.comparing(ToolDescriptor::name)).forEach(tool -> {
            var wire = plain(tool.name());
            for (int more = 2; byWire.containsKey(wire); more++) {
                var suffix = "_" + more;
                var plain = plain(tool.name());
                wire = plain.substring(0, Math.min(plain.length(), LONGEST - suffix.length())) + suffix;
            }
            byWire.put(wire, tool);
            byName.put(tool.name(), wire);
        });
    }

    /** The tool behind a name that a model wrote. */
    Optional<ToolDescriptor> tool(String wire) {
        return Optional.ofNullable(byWire.get(wire));
    }

    /** What models call it, also one that is gone by now. */
    String wire(String name) {
        var known = byName.get(name);
        return known == null ? plain(name) : known;
    }

    /** Whether its output is somebody else's words; of one that is gone by now nobody knows. */
    boolean isForeign(String name) {
        return Optional.ofNullable(byName.get(name)).map(byWire::get).map(ToolDescriptor::foreign).orElse(true);
    }

    List<String> names() {
        return new ArrayList<>(byWire.keySet());
    }

    List<ModelTool> offered() {
        return byWire.entrySet().stream()
                .map(tool -> new ModelTool(tool.getKey(), tool.getValue().description(),
                        tool.getValue().inputSchema()))
                .toList();
    }

    private static String plain(String name) {
        var plain = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        return plain.substring(0, Math.min(plain.length(), LONGEST));
    }
}
