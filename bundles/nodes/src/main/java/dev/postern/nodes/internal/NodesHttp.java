// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code nodes.http}: the node needs no network for it. */
@Component(service = Method.class)
@WireMethod(name = "nodes.http", scope = "node:tools", effect = true,
        description = "Sends an HTTP request, to a host that the plugin may reach, for a call that the node runs.")
public final class NodesHttp implements Method<NodesHttp.Params, NodesHttp.Result> {
    /** Of a frame, what Base64 and the rest leave for a body. */
    private static final double BODY = 0.7;

    private final Nodes nodes;

    /** Over the nodes. */
    @Activate
    public NodesHttp(@Reference Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws WireException, InterruptedException {
        var node = nodes.of(context.connection());
        var means = node.calls().using(params.run());
        try {
            int most = Math.min(params.maxBytes(), (int) (node.maxFrameBytes() * BODY));
            var answer = means.http().send(new HttpAccess.Request(params.method(), URI.create(params.uri()),
                    params.headers(), Means.bytes(params.body()), Duration.ofMillis(params.timeoutMillis()), most));
            return new Result(Optional.of(new Answer(answer.status(), answer.headers(), Means.text(answer.body()),
                    answer.uri().toString())), Optional.empty());
        } catch (ToolException refused) {
            return new Result(Optional.empty(), Optional.of(Means.failure(refused)));
        } catch (IllegalArgumentException wrong) {
            return new Result(Optional.empty(), Optional.of(new CallFailure("invalid_input",
                    "the address is none: " + wrong.getMessage(), false)));
        }
    }

    /** The request. */
    public record Params(
            @Size(min = 1, max = 64) @Description("As call.start has it.") String run,
            @Size(min = 1, max = 32) String method,
            @Size(min = 1, max = 8_192) String uri,
            @DefaultValue("{}") Map<String, String> headers,
            @Description("In Base64; absent for none.") Optional<String> body,
            @DefaultValue("30000") @Range(min = 1,
                    max = 3_600_000) @Description("For the whole exchange, in ms.") long timeoutMillis,
            @DefaultValue("524288") @Range(min = 1,
                    max = 16_777_216) @Description("Largest body of the answer; a frame must hold it.") int maxBytes) {}

    /** One of the two. */
    public record Result(Optional<Answer> answer, Optional<CallFailure> failure) {}

    /** The answer. */
    public record Answer(
            int status,
            @Description("By name in lower case.") Map<String, List<String>> headers,
            @Description("In Base64.") String body,
            @Description("Where it came from, after redirects.") String uri) {}
}
