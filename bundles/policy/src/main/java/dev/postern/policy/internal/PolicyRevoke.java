// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.ArrayList;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Write;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code policy.revoke}: ends a standing grant; the same is asked for again from now on. */
@Component(service = Method.class)
@WireMethod(name = "policy.revoke", scope = "policy:write", effect = true,
        description = "Ends a standing grant, at once")
public final class PolicyRevoke implements Method<PolicyRevoke.Params, PolicyRevoke.Result> {
    private final StandingGrants grants;

    /** Over the grants. */
    @Activate
    public PolicyRevoke(@Reference StandingGrants grants) {
        this.grants = grants;
    }

    /** Which. */
    public record Params(@Description("Its id, g_…") @Size(min = 1, max = 96) String grant) {}

    /** That it has ended. */
    public record Result(String grant) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var result = new Result(params.grant());
        var riders = new ArrayList<Write>();
        context.idempotency().ifPresent(claim -> riders.add(claim.outcome(result)));
        grants.revoke(context.principal(), params.grant(), riders);
        return result;
    }
}
