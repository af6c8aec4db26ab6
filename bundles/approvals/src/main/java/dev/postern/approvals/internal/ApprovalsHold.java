// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.Mode;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code approvals.hold}: runs a call for as long as somebody says so, every 500 ms. */
@Component(service = Method.class)
@WireMethod(name = "approvals.hold", scope = "approvals:decide", effect = true,
        description = "Starts a call and keeps it running; to be repeated every 500 ms, or it is cancelled")
public final class ApprovalsHold implements Method<ApprovalsHold.Params, ApprovalsHold.Result> {
    private final Rows rows;
    private final Reach reach;
    private final HoldKeeper holds;

    /** Made by Declarative Services. */
    @Activate
    public ApprovalsHold(@Reference Rows rows, @Reference HoldKeeper holds) {
        this.rows = rows;
        this.reach = new Reach(rows);
        this.holds = holds;
    }

    /** What is held. */
    public record Params(
            @Description("Its id, a_…") @Size(min = 1, max = 96) String approval,
            @Description("Whether to let go") @DefaultValue("false") boolean release) {}

    /** How it stands. */
    public record Result(
            String approval,
            Approval.State state,
            String call,
            @Description("Where the call stands; once it has ended there is nothing to hold any more") Optional<Call.State> callState) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var who = context.principal();
        var approval = reach.get(who, params.approval());
        if (approval.mode() != Mode.HOLD) {
            throw new WireException(ErrorCode.CONFLICT,
                    "the approval " + approval.id() + " is given, not held: approvals.decide");
        }
        var call = rows.call(who.tenant(), approval.call()).map(Call::state);
        if (params.release()) {
            holds.release(approval.id(), who.id(), context.connection());
        } else if (approval.state() == State.CONSUMED && call.filter(ApprovalsHold::hasEnded).isPresent()) {
            holds.over(approval.id());
        } else if (approval.state().ended() && approval.state() != State.CONSUMED) {
            holds.over(approval.id());
            throw Reach.decided(approval);
        } else {
            mayHold(approval, who);
            holds.beat(approval, who.id(), context.connection());
        }
        var now = reach.again(approval).orElse(approval);
        return new Result(now.id(), now.state(), now.call(), call);
    }

    private static void mayHold(Approval approval, Principal who) throws WireException {
        if (approval.principal().equals(who.id()) && !who.may(ApprovalsDecide.OWN)) {
            throw new WireException(ErrorCode.FORBIDDEN,
                    "you asked for this call yourself: somebody else holds it, or a"
                            + " token with the scope " + ApprovalsDecide.OWN);
        }
    }

    private static boolean hasEnded(Call.State state) {
        return switch (state) {
            case FINISHED, FAILED, DENIED, CANCELLED, PREVIEWED, IN_DOUBT -> true;
            case REQUESTED, WAITING_APPROVAL, RUNNING -> false;
        };
    }
}
