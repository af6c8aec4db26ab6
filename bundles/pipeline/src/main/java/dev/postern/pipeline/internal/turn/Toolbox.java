// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.tool.ToolPatterns;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.tool.ToolRegistry.RegisteredTool;
import org.jspecify.annotations.Nullable;

/**
 * The tools that a session's planner may see, looked up when first asked for. Hiding is a courtesy: policy decides about
 * every call by itself.
 */
final class Toolbox {
    private final ToolRegistry registry;
    private final SessionSettings settings;
    private final Supplier<Session> latest;
    private @Nullable List<RegisteredTool> tools;
    private @Nullable Session session;

    /**
     * @param settings the session's
     * @param latest its row with what it used last, asked for at most once and only where a tool has several versions
     */
    Toolbox(ToolRegistry registry, SessionSettings settings, Supplier<Session> latest) {
        this.registry = registry;
        this.settings = settings;
        this.latest = latest;
    }

    synchronized List<ToolDescriptor> descriptors() {
        if (tools == null) {
            tools = look();
        }
        return tools.stream().map(RegisteredTool::descriptor).toList();
    }

    /** Version and bundle of every tool that was looked at; empty when none was. */
    synchronized JsonObject looked() {
        var looked = JsonObject.builder();
        if (tools != null) {
            tools.forEach(tool -> looked.put(tool.descriptor().name(),
                    tool.descriptor().version() + " " + tool.bundle()));
        }
        return looked.build();
    }

    private List<RegisteredTool> look() {
        var versions = new LinkedHashMap<String, Integer>();
        var all = registry.tools();
        all.forEach(tool -> versions.merge(tool.descriptor().name(), 1, Integer::sum));
        return all.stream()
                .filter(tool -> visible(tool.descriptor()))
                .filter(tool -> versions.getOrDefault(tool.descriptor().name(), 0) == 1 && !pinned(tool)
                        || serves(tool))
                .toList();
    }

    private boolean pinned(RegisteredTool tool) {
        return settings.pins().containsKey(tool.descriptor().name());
    }

    /** Whether this is the version that the session would get. */
    private boolean serves(RegisteredTool tool) {
        return choose(tool.descriptor().name())
                .filter(chosen -> chosen.descriptor().version().equals(tool.descriptor().version()))
                .isPresent();
    }

    private Optional<RegisteredTool> choose(String name) {
        var pinned = settings.versions(name, "");
        return registry.find(name, pinned.isEmpty()
                ? registry.choose(name, session().versions(name, "", ""))
                : pinned);
    }

    private Session session() {
        if (session == null) {
            session = latest.get();
        }
        return session;
    }

    private boolean visible(ToolDescriptor tool) {
        return (settings.allow().isEmpty() || ToolPatterns.match(settings.allow(), tool.name()))
                && !ToolPatterns.match(settings.deny(), tool.name())
                && settings.maxRisk().map(risk -> tool.risk().compareTo(risk(risk)) <= 0).orElse(true);
    }

    private static Risk risk(String text) {
        return Risk.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
