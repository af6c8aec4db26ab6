// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code policy.get}: the rules in force, or those of an earlier revision. */
@Component(service = Method.class)
@WireMethod(name = "policy.get", scope = "policy:read", description = "Shows the rules in force, or earlier ones")
public final class PolicyGet implements Method<PolicyGet.Params, PolicyGet.Result> {
    private final PolicyBook book;
    private final Rows rows;

    /** Over the book. */
    @Activate
    public PolicyGet(@Reference PolicyBook book, @Reference Rows rows) {
        this.book = book;
        this.rows = rows;
    }

    /** Which. */
    public record Params(
            @Description("An earlier one; absent for the one in force") @Range(min = 1,
                    max = 9_007_199_254_740_991L) Optional<Long> revision) {}

    /** The rules. */
    public record Result(PolicyView policy, PolicyDocument document) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var tenant = context.principal().tenant();
        var found = params.revision().isPresent() ? rows.policy(tenant, params.revision().get()) : rows.policy(tenant);
        if (found.isEmpty() && params.revision().isPresent()) {
            throw WireException.notFound("policy", Long.toString(params.revision().get()));
        }
        return found.map(revision -> new Result(PolicyView.of(revision), book.document(revision)))
                .orElseGet(() -> new Result(PolicyView.baseline(), PolicyDocument.EMPTY));
    }
}
