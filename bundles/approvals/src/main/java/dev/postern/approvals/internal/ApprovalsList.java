// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code approvals.list}: what waits for somebody's word. Those that are decided are in the session's history. */
@Component(service = Method.class)
@WireMethod(name = "approvals.list", scope = "approvals:read",
        description = "Lists approvals that are pending, given or held and not used yet, the oldest first")
public final class ApprovalsList implements Method<ApprovalsList.Params, ApprovalsList.Result> {
    private static final int READ_AT_ONCE = 501;

    private final Rows rows;
    private final Reach reach;

    /** Over the rows. */
    @Activate
    public ApprovalsList(@Reference Rows rows) {
        this.rows = rows;
        this.reach = new Reach(rows);
    }

    /** Which page. */
    public record Params(
            @Description("Of that session only") @Size(max = 128) Optional<String> session,
            @Description("How many at most") @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the page before said") @Size(max = 128) Optional<String> next) {}

    /** A page. */
    public record Result(
            List<ApprovalView> approvals,
            @Description("To pass back for the next page; absent at the end") Optional<String> next) {}

    @Override
    public Result handle(Params params, MethodContext context) {
        var who = context.principal();
        var found = new ArrayList<ApprovalView>();
        var after = params.next();
        while (true) {
            var read = rows.openApprovals(who.tenant(), after.orElse(null), READ_AT_ONCE);
            for (var approval : read) {
                if (params.session().filter(session -> !session.equals(approval.session())).isEmpty()
                        && reach.reaches(who, approval)) {
                    if (found.size() == params.limit()) {
                        return new Result(found, Optional.of(found.getLast().id()));
                    }
                    found.add(ApprovalView.of(approval));
                }
            }
            if (read.isEmpty()) {
                return new Result(found, Optional.empty());
            }
            after = Optional.of(read.getLast().id());
        }
    }
}
