// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.methods;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.gateway.internal.Readiness;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says how the parts are. */
@Component
@WireMethod(name = "gateway.health", scope = "gateway:read", inline = true, description = "Whether the gateway takes "
        + "messages, and how each of its parts is")
public final class GatewayHealth implements Method<GatewayHealth.Params, GatewayHealth.Result> {
    private final Readiness readiness;

    /** Over the parts. */
    @Activate
    public GatewayHealth(@Reference Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public Result handle(Params params, MethodContext context) {
        var who = context.principal();
        var parts = readiness.parts(Optional.of(who.tenant()).filter(_ -> !who.may("*")))
                .entrySet()
                .stream()
                .map(part -> new Part(part.getKey(), part.getValue().up(), part.getValue().message()))
                .toList();
        return new Result(readiness.missing().isEmpty(), parts);
    }

    /** Nothing. */
    public record Params() {}

    /** How they are. */
    public record Result(
            @Description("Whether the gateway takes messages") boolean ready,
            @Description("Its parts") List<Part> parts) {}

    /** A part. */
    public record Part(
            @Description("Its name") String name,
            @Description("Whether it works") boolean up,
            @Description("What is wrong and the way out; may be empty when it works") String message) {}
}
