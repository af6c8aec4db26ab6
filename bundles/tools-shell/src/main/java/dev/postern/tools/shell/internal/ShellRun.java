// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.ProcessAccess.Command;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code shell.run}: runs a program that is allowed, with arguments that are; never a shell line. */
@Component
@ToolDefinition(name = "shell.run", version = "1.0.0",
        description = "Runs a program that an administrator allowed, with a list of arguments; no shell reads them.",
        risk = Risk.HIGH, timeoutMillis = 3_600_000, maxOutputBytes = 1_048_576,
        examples = {"{\"program\":\"git\",\"arguments\":[\"status\",\"--short\"],\"folder\":\"workspace\"}",
            "{\"program\":\"sort\",\"folder\":\"workspace\",\"stdin\":\"b\\na\\n\",\"timeoutMillis\":5000}"})
public final class ShellRun implements PreviewableTool<ShellRun.Input, ShellRun.Output> {
    /** Of each stream; as JSON at most six times as many, which the tool's limit holds for both. */
    private static final int MAX_OUTPUT = 65_536;
    private static final int MAX_ARGUMENT = 8_192;
    private static final int MAX_ARGUMENTS = 65_536;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private final List<AllowedProgram> programs = new CopyOnWriteArrayList<>();

    /** Made by Declarative Services. */
    @Activate
    public ShellRun() {}

    /** For tests: with these programs. */
    ShellRun(List<AllowedProgram> programs) {
        this.programs.addAll(programs);
    }

    /** What to run. */
    public record Input(
            @Description("the program's name, as it was allowed") @Size(min = 1, max = 64) String program,
            @Description("its arguments, each as it is") @Size(max = 256) @DefaultValue("[]") List<String> arguments,
            @Description("where it begins, a folder that begins with a root's name") @Size(min = 1,
                    max = 4096) String folder,
            @Description("what it reads from standard input; nothing when absent") @Size(
                    max = 65_536) Optional<String> stdin,
            @Description("how many milliseconds it may run, if fewer than are allowed") @Range(min = 1,
                    max = 3_600_000) Optional<Long> timeoutMillis) {}

    /** How it ended. */
    public record Output(
            @Description("its exit code; 0 is success by convention") int exitCode,
            @Description("the beginning of what it wrote, as text") String output,
            @Description("the beginning of what it wrote to standard error") String errors,
            @Description("whether something of these is missing") boolean truncated,
            @Description("the number of the signal that ended it, if one did") Optional<Integer> signal) {}

    @Override
    public Output call(Input input, ToolContext context) throws ToolException, InterruptedException {
        var allowed = allowed(input, context);
        var environment = new LinkedHashMap<>(allowed.environment());
        for (var secret : allowed.secrets().entrySet()) {
            environment.put(secret.getKey(), context.secrets().get(secret.getValue()));
        }
        var result = context.processes().run(command(input, allowed, environment));
        return new Output(result.exitCode(), result.output(), result.errors(), result.truncated(),
                result.signal().isPresent() ? Optional.of(result.signal().getAsInt()) : Optional.empty());
    }

    @Override
    public Preview preview(Input input, ToolContext context) throws ToolException {
        var allowed = allowed(input, context);
        var command = command(input, allowed, Map.of());
        var plan = context.processes().plan(command);
        var line = CommandText.of(input.program(), input.arguments());
        var detail = new ArrayList<String>();
        detail.add(line);
        detail.add("program      " + CommandText.word(plan.program())
                + (plan.file().equals(plan.program()) ? "" : ", which is " + CommandText.word(plan.file())));
        detail.add("folder       " + CommandText.word(input.folder()));
        allowed.environment().forEach((name, value) -> detail.add(
                "environment  " + name + "=" + CommandText.word(value)));
        allowed.secrets().forEach((name, secret) -> detail.add(
                "environment  " + name + ", the secret " + CommandText.word(secret)));
        detail.add("input        " + input.stdin().map(text -> text.length() + " characters").orElse("none"));
        detail.add("time         " + command.timeout().toMillis() + " ms at most");
        detail.add("sandbox      " + plan.sandbox());
        detail.add("allowed by   " + allowed.pid());
        return new Preview("Runs " + line + " in " + CommandText.word(input.folder()), "text/plain",
                String.join("\n", detail) + "\n");
    }

    private AllowedProgram allowed(Input input, ToolContext context) throws ToolException {
        check("program", input.program());
        int length = 0;
        for (int i = 0; i < input.arguments().size(); i++) {
            check("argument " + (i + 1), input.arguments().get(i));
            length += input.arguments().get(i).length();
        }
        if (length > MAX_ARGUMENTS) {
            throw new ToolException("invalid_input",
                    "arguments: all together have at most " + MAX_ARGUMENTS + " characters");
        }
        return new AllowedPrograms(programs).of(context.tenant(), input);
    }

    private static void check(String what, String text) throws ToolException {
        if (text.indexOf('\0') >= 0 || text.length() > MAX_ARGUMENT) {
            throw new ToolException("invalid_input",
                    what + ": at most " + MAX_ARGUMENT + " characters, and none of them NUL");
        }
    }

    private static Command command(Input input, AllowedProgram allowed, Map<String, String> environment) {
        var wanted = input.timeoutMillis().map(Duration::ofMillis).orElse(allowed.timeout());
        return new Command(allowed.target(), input.arguments(), environment, input.folder(),
                wanted.compareTo(allowed.timeout()) < 0 ? wanted : allowed.timeout(), MAX_OUTPUT,
                input.stdin().orElse(""), allowed.network());
    }
}
