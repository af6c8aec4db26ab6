// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code approvals.get}: one approval, whether it still waits or not. */
@Component(service = Method.class)
@WireMethod(name = "approvals.get", scope = "approvals:read", description = "Shows an approval, decided ones too")
public final class ApprovalsGet implements Method<ApprovalsGet.Params, ApprovalsGet.Result> {
    private final Reach reach;

    /** Over the rows. */
    @Activate
    public ApprovalsGet(@Reference Rows rows) {
        this.reach = new Reach(rows);
    }

    /** Which. */
    public record Params(@Description("Its id, a_…") @Size(min = 1, max = 96) String approval) {}

    /** The approval. */
    public record Result(ApprovalView approval) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        return new Result(ApprovalView.of(reach.get(context.principal(), params.approval())));
    }
}
