// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolException;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Serves the tools of one plugin to the gateway that started this process. Ends the process with its line: nobody else has
 * a use for it.
 */
@Component(service = ToolHost.class, immediate = true)
public final class ToolHost {
    /** The node's name, by which the gateway knows whose tools these are. */
    private static final String NAME = "postern.toolhost.node";
    /** The tools that the plugin is to register, name@version, joined by commas. */
    private static final String TOOLS = "postern.toolhost.tools";
    private static final String WAIT = "postern.toolhost.wait.millis";
    private static final int NO_TOOLS = 3;
    private static final int LINE_CLOSED = 4;
    private static final int STUCK = 5;
    /** Threads that ignore their cancellation; with more the process makes room for a fresh one. */
    private static final int MOST_ABANDONED = 4;
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Line line;
    private final Tools tools;
    private final BundleContext context;
    private final Map<String, Attempt> running = new ConcurrentHashMap<>();
    /** One for each run: what came to its end takes the next. */
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("tool-", 0).factory());
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("toolhost-clock").factory());

    /** Begins to serve on a thread of its own. */
    @Activate
    public ToolHost(BundleContext context, @Reference Json json) throws InvalidSyntaxException {
        this.context = context;
        // not System.out: that is what everybody here prints to
        line = new Line(json, new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        tools = new Tools(context, json);
        Thread.ofPlatform().name("toolhost-line").start(this::serve);
    }

    private void serve() {
        try {
            var token = line.first();
            Thread.ofVirtual().start(() -> hello(token));
            line.read(this::take);
        } catch (IOException | JsonException | RuntimeException broken) {
            System.err.println("the line to the gateway broke: " + broken);
        }
        Runtime.getRuntime().halt(LINE_CLOSED);
    }

    private void hello(String token) {
        try {
            var name = property(NAME);
            var wanted = property(TOOLS);
            var missing = tools.await(wanted.isEmpty() ? List.of() : List.of(wanted.split(",")),
                    TimeUnit.MILLISECONDS.toNanos(Long.parseLong(property(WAIT))));
            if (!missing.isEmpty()) {
                System.err.println("no component registers the tools " + missing);
                Runtime.getRuntime().halt(NO_TOOLS);
            }
            var hello = line.exchange(JsonObject.builder().put("type", "connect")
                    .put("protocol", JsonObject.builder().put("min", 1).put("max", 1).build())
                    .put("client", JsonObject.builder().put("id", name).put("kind", "node").put("name", "toolhost")
                            .build())
                    .put("auth", JsonObject.of("token", token)));
            line.limit((int) (long) hello.object("limits").flatMap(limits -> limits.integer("maxFrameBytes"))
                    .orElseThrow());
            var told = line.ask("nodes.register",
                    JsonObject.builder().put("node", name).put("tools", tools.offers()).build());
            told.array("tools").orElse(JsonArray.EMPTY).values().forEach(tool -> ((JsonObject) tool).text("refused")
                    .ifPresent(why -> System.err.println(((JsonObject) tool).text("name").orElse("") + ": " + why)));
            long beat = told.integer("heartbeatMs").orElse(10_000L);
            var _ = clock.scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
        } catch (ToolException | InterruptedException | RuntimeException refused) {
            System.err.println("the gateway did not take this tool host: " + refused);
            Runtime.getRuntime().halt(NO_TOOLS);
        }
    }

    /** Nobody waits for the answer: one that does not come closes the line. */
    private void beat() {
        line.send(JsonObject.builder().put("type", "request").put("id", "beat").put("method", "nodes.heartbeat")
                .put("params", JsonObject.EMPTY).build());
    }

    private void take(JsonObject request) {
        var id = request.text("id").orElse("");
        var params = request.object("params").orElse(JsonObject.EMPTY);
        switch (request.text("method").orElse("")) {
            case "call.start" -> start(id, params, false);
            case "call.preview" -> start(id, params, true);
            case "call.cancel" -> {
                var attempt = running.get(params.text("run").orElse(""));
                if (attempt != null) {
                    attempt.cancel();
                    var _ = clock.schedule(this::abandoned, GRACE.toMillis(), TimeUnit.MILLISECONDS);
                }
                line.answer(id, JsonObject.EMPTY);
            }
            default -> line.refuse(id, "unknown_method", "a tool host runs calls and nothing else");
        }
    }

    private void start(String id, JsonObject params, boolean preview) {
        var code = tools.find(params.text("tool").orElse(""), params.text("version").orElse(""));
        if (code.isEmpty()) {
            line.refuse(id, "not_found", "the plugin does not register this tool any more");
            return;
        }
        var run = params.text("run").orElse("");
        var attempt = new Attempt(code.get(), params, line, preview);
        running.put(run, attempt);
        attempt.start(threads, result -> {
            running.remove(run);
            if (!line.answer(id, result)) {
                line.answer(id, Attempt.failure("output_too_large",
                        "the output does not fit into a frame (max.frame.bytes of dev.postern.gateway)", false));
            }
        });
    }

    /** Code that does not hear that it should end keeps its thread for ever, and this process has only so many. */
    private void abandoned() {
        long stuck = running.values().stream().filter(attempt -> attempt.abandonedFor(GRACE)).count();
        if (stuck > MOST_ABANDONED) {
            System.err.println(stuck + " calls ignore their cancellation; the tool host ends");
            Runtime.getRuntime().halt(STUCK);
        }
    }

    private String property(String name) {
        return Objects.requireNonNullElse(context.getProperty(name), "");
    }
}
