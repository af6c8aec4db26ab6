// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolDescriptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs a plugin's parts as the gateway would, without one: within what the plugin asks for, with input and output held
 * against the descriptors of its build. Nothing leaves this machine; files lie in a temporary folder.
 *
 * <pre>{@code
 * @RegisterExtension
 * final PluginHarness plugin = PluginHarness.of(Greet.class);
 *
 * @Test
 * void greets() throws Exception {
 *     assertThat(plugin.call(new Greet(), "{\"name\":\"Ada\"}").output()).isEqualTo(new Greet.Output("Hello, Ada!"));
 * }
 * }</pre>
 *
 * <p>One for each test; calls may run side by side, what sets it up may not.
 */
public final class PluginHarness implements AfterEachCallback, AutoCloseable {
    private final PluginBuild build;
    private final AtomicInteger calls = new AtomicInteger();
    private final TestClock clock = new TestClock();
    private final Map<String, StandIn> servers = new ConcurrentHashMap<>();
    private final RecordCalls records = new RecordCalls();
    private JsonObject configuration = JsonObject.EMPTY;
    private Origin origin = Origin.PERSON;
    private @Nullable Duration timeout;
    private @Nullable String key;
    private long seed = 1;
    private @Nullable Reach reach;

    private PluginHarness(PluginBuild build) {
        this.build = build;
    }

    /** For the plugin that a class belongs to: what its build left lies where the class does. */
    public static PluginHarness of(Class<?> type) {
        return new PluginHarness(PluginBuild.of(type));
    }

    /** For a plugin's jar, or the folder {@code target/classes} of its build. */
    public static PluginHarness at(Path build) {
        return new PluginHarness(PluginBuild.at(build));
    }

    /** Gives a secret a value; whether the plugin may read it, its manifest says. */
    public PluginHarness secret(String name, String value) {
        try {
            var file = Files.createDirectories(reach().home().resolve("secrets")).resolve(name);
            Files.writeString(file, value);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** What {@code conf/dev.postern.plugin.<id>.json} would say, as JSON. */
    public PluginHarness configuration(String json) {
        configuration = object(json);
        return this;
    }

    /** Writes a file, such as {@code workspace/notes/a.txt}, with its folders. */
    public PluginHarness file(String path, String content) {
        try {
            var file = path(path);
            Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(file));
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Where such a file lies. */
    public Path path(String path) {
        return reach().home().resolve(path);
    }

    /** Begins a server that stands in for a host on every scheme and port; whether the plugin may reach it, its manifest says. */
    public StandIn server(String host) {
        return servers.computeIfAbsent(host, any -> new StandIn());
    }

    /** The clock of calls. */
    public TestClock clock() {
        return clock;
    }

    /** What random values of calls come from; 1 when nobody says. */
    public PluginHarness random(long from) {
        seed = from;
        return this;
    }

    /** Where arguments of calls come from; a person when nobody says. */
    public PluginHarness origin(Origin of) {
        origin = of;
        return this;
    }

    /** When calls are cancelled, in place of what their tools declare. */
    public PluginHarness timeout(Duration after) {
        timeout = after;
        return this;
    }

    /** The idempotency key of the calls from now on: what is called again with it is the same call. */
    public PluginHarness idempotencyKey(String same) {
        key = same;
        return this;
    }

    /** What the build says of a tool. */
    public ToolDescriptor descriptor(Tool<?, ?> tool) {
        return build.tool(tool.getClass()).descriptor();
    }

    /** Calls a tool with an input, and waits for its end. */
    public <I extends Record, O extends Record> Outcome<O> call(Tool<I, O> tool, I input) throws InterruptedException {
        return start(tool, records.write(input)).end();
    }

    /** Calls a tool with JSON, as callers do, and waits for its end. */
    public <I extends Record, O extends Record> Outcome<O> call(Tool<I, O> tool, String json)
            throws InterruptedException {
        return start(tool, object(json)).end();
    }

    /** Calls a tool that is described at run time, and waits for its end. */
    public Outcome<JsonObject> call(DescribedTool tool, String json) throws InterruptedException {
        return start(tool, object(json)).end();
    }

    /** Begins a call, to watch or to cancel it. */
    public <I extends Record, O extends Record> RunningCall<O> start(Tool<I, O> tool, JsonObject input) {
        return start(records.of(tool, build.tool(tool.getClass())), input, false);
    }

    /** Begins a call of a tool that is described at run time. */
    public RunningCall<JsonObject> start(DescribedTool tool, JsonObject input) {
        return start(new Subject<>(tool.descriptor(), tool::call, output -> output), input, false);
    }

    /** Has a tool say what a call would do, with means that change nothing. */
    public <I extends Record, O extends Record> Outcome<Preview> preview(PreviewableTool<I, O> tool, String json)
            throws InterruptedException {
        return start(records.preview(tool, build.tool(tool.getClass())), object(json), true).end();
    }

    private <O> RunningCall<O> start(Subject<O> subject, JsonObject given, boolean preview) {
        var input = subject.withDefaults(given);
        var progress = new RecordedProgress();
        var most = timeout == null ? subject.descriptor().timeout() : timeout;
        var id = key == null ? "c_" + calls.incrementAndGet() : key;
        var context = new KitContext(
                new KitContext.Caller(id, origin, configuration, clock.recording().instant().plus(most), seed),
                reach().means(servers, preview, progress), clock.recording(), progress);
        var broken = subject.broken(input);
        if (broken.isPresent()) {
            var refused = new dev.postern.api.tool.ToolException("invalid_params", broken.get());
            return new RunningCall<>(new Subject<O>(subject.descriptor(), (any, none) -> {
                throw refused;
            }, subject.write()), input, context, most).start();
        }
        return new RunningCall<>(subject, input, context, most).start();
    }

    /** What the plugin may reach; opened when first wanted. */
    Reach reach() {
        var open = reach;
        if (open == null) {
            open = Reach.of(build.grants());
            reach = open;
        }
        return open;
    }

    Map<String, StandIn> servers() {
        return new LinkedHashMap<>(servers);
    }

    PluginBuild build() {
        return build;
    }

    private static JsonObject object(String json) {
        try {
            if (JsonValue.parse(json) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonFormatException none) {
            throw new AssertionError("no JSON: " + none.getMessage() + ": " + json, none);
        }
        throw new AssertionError("no JSON object: " + json);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    /** Ends servers and deletes what lies in the temporary folder. */
    @Override
    public void close() {
        servers.values().forEach(StandIn::close);
        servers.clear();
        if (reach != null) {
            reach.close();
            reach = null;
        }
    }
}
