// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.methods;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.gateway.internal.connection.Greeting;
import dev.postern.protocol.Protocol;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says which versions of what run here, and since when. */
@Component
@WireMethod(name = "gateway.info", scope = "any", inline = true, description = "Versions of the gateway and its "
        + "bundles, and how long it has been up")
public final class GatewayInfo implements Method<GatewayInfo.Params, GatewayInfo.Result> {
    private static final String OURS = "dev.postern.";

    private final Greeting greeting;
    private final BundleContext context;
    private final Instant startedAt = ProcessHandle.current()
            .info()
            .startInstant()
            .orElseGet(Instant::now)
            .truncatedTo(ChronoUnit.MILLIS);

    /** Of this framework. */
    @Activate
    public GatewayInfo(@Reference Greeting greeting, BundleContext context) {
        this.greeting = greeting;
        this.context = context;
    }

    @Override
    public Result handle(Params params, MethodContext who) {
        var bundles = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith(OURS))
                .map(bundle -> new Part(bundle.getSymbolicName(), bundle.getVersion().toString()))
                .sorted(Comparator.comparing(Part::name))
                .toList();
        return new Result(greeting.server().name(), greeting.server().version(), greeting.server().instance(),
                Protocol.VERSION, Protocol.CONTRACT_VERSION, Runtime.version().toString(), startedAt,
                Duration.between(startedAt, Instant.now()).toMillis(), bundles);
    }

    /** Nothing. */
    public record Params() {}

    /** What runs here. */
    public record Result(
            @Description("What this is") String name,
            @Description("Its version") String version,
            @Description("Another one at every start") String instance,
            @Description("The newest version of the protocol that it speaks") int protocol,
            @Description("The version of the contract under /schemas/") String contractVersion,
            @Description("The version of Java") String java,
            @Description("When the process started") Instant startedAt,
            @Description("For how long it has run, in milliseconds") long uptimeMs,
            @Description("Our own bundles") List<Part> bundles) {}

    /** A bundle. */
    public record Part(
            @Description("Its symbolic name") String name, @Description("Its version") String version) {}
}
