// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.methods;

import java.time.Instant;

import dev.postern.api.schema.Description;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Component;

/** Says that it is there. */
@Component
@WireMethod(name = "gateway.ping", scope = "any", inline = true, description = "Answers with the time; the cheapest "
        + "request there is")
public final class GatewayPing implements Method<GatewayPing.Params, GatewayPing.Result> {

    @Override
    public Result handle(Params params, MethodContext context) {
        return new Result(Instant.now());
    }

    /** Nothing. */
    public record Params() {}

    /** The time. */
    public record Result(@Description("The gateway's time") Instant at) {}
}
