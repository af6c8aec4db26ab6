// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.policy.Grant;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code policy.grants}: what runs unasked for a while, because a person has seen it. */
@Component(service = Method.class)
@WireMethod(name = "policy.grants", scope = "policy:read",
        description = "Lists the standing grants that have not ended")
public final class PolicyGrants implements Method<PolicyGrants.Params, PolicyGrants.Result> {
    private final StandingGrants grants;

    /** Over the grants. */
    @Activate
    public PolicyGrants(@Reference StandingGrants grants) {
        this.grants = grants;
    }

    /** Nothing to say. */
    public record Params() {}

    /** All: there are a thousand at most. */
    public record Result(List<View> grants) {}

    /** A grant. */
    public record View(
            String id,
            String session,
            @Description("Whose calls") String principal,
            String tool,
            String version,
            @Description("The symbolic name of the bundle whose tool it is; another one's is asked for") Optional<String> bundle,
            @Description("Whether any arguments are let through, not just those that were seen") boolean anyArguments,
            @Description("The approval that it was given with") Optional<String> approval,
            @Description("Who gave it") String by,
            Instant at,
            Instant expiresAt) {
        static View of(Grant grant) {
            return new View(grant.id(), grant.session(), grant.principal(), grant.tool(), grant.version(),
                    grant.bundle(),
                    grant.arguments().isEmpty(), grant.approval(), grant.by(), grant.at(), grant.expiresAt());
        }
    }

    @Override
    public Result handle(Params params, MethodContext context) {
        return new Result(grants.current(context.principal().tenant()).stream().map(View::of).toList());
    }
}
