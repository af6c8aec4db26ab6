// SPDX-License-Identifier: Apache-2.0
package org.example.probe;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Component;

/** A tool that does what a test of the kit wants to see judged. */
@Component
@ToolDefinition(
        name = "probe.do",
        version = "1.0.0",
        description = "Does something.",
        risk = Risk.LOW,
        idempotent = true,
        timeoutMillis = 5_000,
        redact = "/input/pin",
        examples = "{\"what\":\"clock\"}")
public final class Probe implements PreviewableTool<Probe.Input, Probe.Output> {

    /** What to do. */
    public record Input(
            @Description("what to do") @Size(min = 1, max = 40) String what,
            @Description("with what") @DefaultValue("\"\"") String with,
            @Description("a secret of the caller's") Optional<String> pin) {}

    /** What came of it. */
    public record Output(@Description("what came of it") @Size(max = 60) String text) {}

    @Override
    public Output call(Input input, ToolContext context) throws Exception {
        return switch (input.what()) {
            case "clock" -> new Output(context.clock().instant().toString());
            case "random" -> new Output(Long.toString(context.random().nextLong()));
            case "settings" -> new Output(context.configuration().text("greeting").orElse("none"));
            case "fetch" -> new Output(fetch(input.with(), context));
            case "read" ->
                new Output(new String(context.files().read(input.with(), 0, 60), StandardCharsets.UTF_8));
            case "write" -> {
                context.files().write(input.with(), new byte[]{'x'});
                yield new Output("written");
            }
            case "secret" -> new Output("of " + context.secrets().get(input.with()).length());
            case "leak" -> new Output(context.secrets().get("probe-key"));
            case "blab" -> {
                context.progress().message("the pin is " + input.pin().orElse(""));
                yield new Output("done");
            }
            case "long" -> new Output("x".repeat(61));
            case "refuse" -> throw new ToolException("not_found", "there is no such thing");
            case "throw" -> throw new IllegalArgumentException("a slip");
            case "wait" -> {
                context.progress().message("waiting");
                Thread.sleep(Duration.ofMinutes(5));
                yield new Output("late");
            }
            default -> deaf(input.with(), context);
        };
    }

    private static Output deaf(String unheard, ToolContext context) {
        while (!context.call().equals(unheard)) {
            Thread.onSpinWait();
            Thread.yield();
        }
        return new Output("heard");
    }

    private static String fetch(String uri, ToolContext context) throws ToolException, InterruptedException {
        var answer = context.http().send(new HttpAccess.Request("GET", URI.create(uri), Map.of("Accept", "text/plain"),
                new byte[0], Duration.ofSeconds(5), 1_000));
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8) + " of "
                + answer.uri().getHost();
    }

    @Override
    public Preview preview(Input input, ToolContext context) throws Exception {
        if (input.what().equals("write")) {
            context.files().write(input.with(), new byte[]{'x'});
        }
        return new Preview("would do " + input.what(), "text/plain", "");
    }
}
