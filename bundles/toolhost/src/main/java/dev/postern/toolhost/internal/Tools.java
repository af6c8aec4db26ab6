// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/** The tools that the plugin has registered in this process. */
final class Tools implements ServiceTrackerCustomizer<Object, HostedCode> {
    private static final List<String> OFFERED = List.of("name", "version", "description", "risk", "scopes",
            "timeoutMillis", "idempotent", "maxAttempts", "backoffMillis", "maxConcurrent", "maxOutputBytes", "redact",
            "foreign", "previewable", "inputSchema", "outputSchema", "examples");

    private final BundleContext context;
    private final Json json;
    private final Map<String, HostedCode> byKey = new ConcurrentHashMap<>();
    private final Semaphore changes = new Semaphore(0);
    private final ServiceTracker<Object, HostedCode> tracker;

    Tools(BundleContext context, Json json) throws InvalidSyntaxException {
        this.context = context;
        this.json = json;
        tracker = new ServiceTracker<>(context, context.createFilter("(|(objectClass=" + Tool.class.getName()
                + ")(objectClass=" + PreviewableTool.class.getName() + ")(objectClass="
                + DescribedTool.class.getName() + "))"), this);
        tracker.open();
    }

    /** Waits until all of these are there, {@code name@version}; gives those that are not when the time is over. */
    Set<String> await(List<String> wanted, long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (true) {
            var missing = new HashSet<>(wanted);
            missing.removeAll(byKey.keySet());
            long left = end - System.nanoTime();
            if (missing.isEmpty() || left <= 0) {
                return missing;
            }
            if (changes.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                changes.drainPermits();
            }
        }
    }

    /** What is offered to the gateway. */
    JsonArray offers() {
        return new JsonArray(
                new TreeMap<>(byKey).values().stream().<dev.postern.api.json.JsonValue>map(HostedCode::offer)
                        .toList());
    }

    java.util.Optional<HostedCode> find(String name, String version) {
        return java.util.Optional.ofNullable(byKey.get(name + "@" + version));
    }

    @Override
    public @org.jspecify.annotations.Nullable HostedCode addingService(ServiceReference<Object> reference) {
        var service = context.getService(reference);
        try {
            var code = service instanceof DescribedTool described
                    ? HostedCode.of(described, offer(described.descriptor()))
                    : HostedCode.of(reference.getBundle(), (Tool<?, ?>) service, file(reference), json);
            byKey.put(code.key(), code);
            changes.release();
            return code;
        } catch (IOException | JsonException | RuntimeException | ClassNotFoundException | LinkageError bad) {
            System.err.println("a tool of " + reference.getBundle() + " is refused: " + bad);
            return null;
        }
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, HostedCode code) {
        // a tool is what it was when it was registered
    }

    @Override
    public void removedService(ServiceReference<Object> reference, HostedCode code) {
        byKey.remove(code.key(), code);
    }

    /** The descriptor that the processor left in the bundle. */
    private JsonObject file(ServiceReference<Object> reference) throws IOException, JsonException {
        var path = ToolDefinition.DESCRIPTOR_FOLDER + reference.getProperty(ToolDefinition.PREFIX_ + "name") + "-"
                + reference.getProperty(ToolDefinition.PREFIX_ + "version") + ".json";
        var entry = reference.getBundle().getEntry(path);
        if (entry == null) {
            throw new IOException("its bundle has no " + path);
        }
        try (var in = entry.openStream()) {
            return (JsonObject) json.parse(in.readAllBytes());
        }
    }

    /** Of a descriptor's file, what the wire has. */
    static JsonObject offer(JsonObject file) {
        var offer = JsonObject.builder();
        OFFERED.forEach(member -> file.get(member).ifPresent(value -> offer.put(member, value)));
        return offer.build();
    }

    private static JsonObject offer(ToolDescriptor tool) {
        return JsonObject.builder()
                .put("name", tool.name())
                .put("version", tool.version())
                .put("description", tool.description())
                .put("risk", tool.risk().name().toLowerCase(Locale.ROOT))
                .put("scopes", JsonArray.ofStrings(tool.scopes()))
                .put("timeoutMillis", JsonNumber.of(tool.timeout().toMillis()))
                .put("idempotent", tool.idempotent())
                .put("maxAttempts", tool.maxAttempts())
                .put("backoffMillis", JsonNumber.of(tool.backoff().toMillis()))
                .put("maxConcurrent", tool.maxConcurrent())
                .put("maxOutputBytes", tool.maxOutputBytes())
                .put("redact", JsonArray.ofStrings(tool.redact()))
                .put("foreign", tool.foreign())
                .put("previewable", false)
                .put("inputSchema", tool.inputSchema())
                .put("outputSchema", tool.outputSchema())
                .put("examples", new JsonArray(List.copyOf(tool.examples())))
                .build();
    }
}
