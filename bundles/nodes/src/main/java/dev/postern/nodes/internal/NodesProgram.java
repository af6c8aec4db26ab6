// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.ToolException;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.program}. */
@Component(service = Method.class)
@WireMethod(name = "nodes.program", scope = "node:tools", effect = true,
        description = "Runs a program that the plugin may start, for a call that the node runs.")
public final class NodesProgram implements Method<NodesProgram.Params, NodesProgram.Result> {
    private final Nodes nodes;

    /** Over the nodes. */
    @Activate
    public NodesProgram(@Reference Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException, InterruptedException {
        var means = nodes.of(context.connection()).calls().using(params.run());
        var command = new ProcessAccess.Command(params.program(), params.arguments(), params.environment(),
                params.folder(), Duration.ofMillis(params.timeoutMillis()), params.maxOutputBytes(), params.input(),
                params.network());
        try {
            if (params.planOnly()) {
                var plan = means.processes().plan(command);
                return new Result(Optional.empty(),
                        Optional.of(new Plan(plan.program(), plan.file(), plan.sandbox())), Optional.empty());
            }
            var ended = means.processes().run(command);
            return new Result(Optional.of(new Ended(ended.exitCode(), ended.output(), ended.errors(),
                    ended.truncated())), Optional.empty(), Optional.empty());
        } catch (ToolException refused) {
            return new Result(Optional.empty(), Optional.empty(), Optional.of(Means.failure(refused)));
        }
    }

    /** The command. */
    public record Params(
            @Size(min = 1, max = 64) @Description("As call.start has it.") String run,
            @Size(min = 1, max = 4_096) String program,
            @DefaultValue("[]") @Size(max = 4_096) List<String> arguments,
            @DefaultValue("{}") Map<String, String> environment,
            @Size(max = 4_096) @Description("Its working folder, root/path.") String folder,
            @DefaultValue("30000") @Range(min = 1,
                    max = 3_600_000) @Description("For the whole run, in ms.") long timeoutMillis,
            @DefaultValue("65536") @Range(min = 0,
                    max = 262_144) @Description("What is kept of each stream.") int maxOutputBytes,
            @DefaultValue("\"\"") @Description("What it reads.") String input,
            @DefaultValue("false") @Description("Whether it may reach the network.") boolean network,
            @DefaultValue("false") @Description("Whether nothing is run, and only told how it would be.") boolean planOnly) {}

    /** One of the three. */
    public record Result(Optional<Ended> ended, Optional<Plan> plan, Optional<CallFailure> failure) {}

    /** How it ended. */
    public record Ended(int exitCode, String output, String errors, boolean truncated) {}

    /** How it would be run. */
    public record Plan(String program, String file, String sandbox) {}
}
