// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code policy.history}: who changed the policy, and when. */
@Component(service = Method.class)
@WireMethod(name = "policy.history", scope = "policy:read",
        description = "Lists the changes of policy, the newest first")
public final class PolicyHistory implements Method<PolicyHistory.Params, PolicyHistory.Result> {
    private final Rows rows;

    /** Over the rows. */
    @Activate
    public PolicyHistory(@Reference Rows rows) {
        this.rows = rows;
    }

    /** Which page. */
    public record Params(
            @Description("How many at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before said") @Size(max = 20) Optional<String> next) {}

    /** A page. */
    public record Result(
            List<PolicyView> revisions,
            @Description("To pass back for the next page; absent at the end") Optional<String> next) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var tenant = context.principal().tenant();
        long number = rows.policy(tenant).map(revision -> revision.number()).orElse(0L);
        if (params.next().isPresent()) {
            number = Math.min(number, number(params.next().get()));
        }
        var found = new ArrayList<PolicyView>();
        for (; number > 0 && found.size() < params.limit(); number--) {
            rows.policy(tenant, number).map(PolicyView::of).ifPresent(found::add);
        }
        return new Result(found, number > 0 ? Optional.of(Long.toString(number)) : Optional.empty());
    }

    private static long number(String next) throws WireException {
        try {
            return Long.parseLong(next);
        } catch (NumberFormatException notOurs) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "params/next: pass back what the page before said");
        }
    }
}
