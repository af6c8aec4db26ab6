// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;

/** A call as the node gets it. */
public record CallParams(
        @Description("Stands for this attempt: pieces of its output and call.cancel name it.") String run,
        @Description("The call's id.") String call,
        @Description("The tool's name.") String tool,
        @Description("Its version.") String version,
        @Description("Validated, with defaults filled in.") JsonObject input,
        @Description("Whose call it is.") String tenant,
        @Description("The session it runs in.") Optional<String> session,
        @Description("Where the arguments came from, at worst.") Origin origin,
        @Description("The same for every try of the same call, also after a crash.") String idempotencyKey,
        @Description("When it is cancelled, by the gateway's clock.") Instant deadline,
        @Description("For random values, 64 bits in hexadecimal digits: a replay has the same.") String seed,
        @Range(min = 0) @Description("How long that is from now, in ms, for a node whose clock differs.") long timeoutMillis) {

    static CallParams of(String run, ToolDescriptor tool, JsonObject input, ToolContext context) {
        long left = Math.max(0, Duration.between(Instant.now(), context.deadline()).toMillis());
        return new CallParams(run, context.call(), tool.name(), tool.version(), input, context.tenant(),
                context.session(), context.origin(), context.idempotencyKey(), context.deadline(),
                Long.toHexString(context.random().nextLong()), left);
    }
}
