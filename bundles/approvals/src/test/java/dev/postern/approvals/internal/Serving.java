// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.tool.ToolRegistry;

/** The one tool that serves, or none. */
final class Serving implements ToolRegistry {
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private volatile List<RegisteredTool> now = List.of();
    /** The range of versions that are installed, whether they serve or not. */
    volatile String installed = "";

    void serve(String version, String bundle) {
        now = List.of(new RegisteredTool(new ToolDescriptor(Kept.TOOL, version, "For a test.", Risk.MEDIUM, List.of(),
                Duration.ofSeconds(20), false, 1, Duration.ZERO, 1, 1_000, List.of(), false, false, JsonObject.EMPTY,
                JsonObject.EMPTY, List.of()), bundle, 1));
        listeners.forEach(Runnable::run);
    }

    void serveNone() {
        now = List.of();
        listeners.forEach(Runnable::run);
    }

    @Override
    public List<RegisteredTool> tools() {
        return now;
    }

    @Override
    public Optional<RegisteredTool> find(String name, String versions) {
        return now.stream().findFirst();
    }

    @Override
    public boolean expects(String name, String versions) {
        return versions.equals(installed);
    }

    @Override
    public List<RefusedTool> refused() {
        return List.of();
    }

    @Override
    public Listening listen(Runnable changed) {
        listeners.add(changed);
        return () -> listeners.remove(changed);
    }
}
