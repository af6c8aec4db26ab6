// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.Mode;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.Grants;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code approvals.decide}: a person's word on a call, or on several of one step together. The first one counts. */
@Component(service = Method.class)
@WireMethod(name = "approvals.decide", scope = "approvals:decide", effect = true,
        description = "Approves or denies what waits; the first answer counts")
public final class ApprovalsDecide implements Method<ApprovalsDecide.Params, ApprovalsDecide.Result> {
    /** Whoever asked decides himself with this scope only. */
    static final String OWN = "approvals:own";
    /** Of those who grant at the same moment one comes through each time. */
    private static final int TRIES = 50;

    private final Reach reach;
    private final Moves moves;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Grants grants;

    /** Made by Declarative Services. */
    @Activate
    public ApprovalsDecide(@Reference Store store, @Reference Rows rows) {
        this(store, rows, Clock.systemUTC());
    }

    ApprovalsDecide(Store store, Rows rows, Clock clock) {
        reach = new Reach(rows);
        moves = new Moves(store, clock);
    }

    /** What is said. */
    public record Params(
            @Description("Its id, a_…") @Size(min = 1, max = 96) String approval,
            @Description("Whether the call may run") Word decision,
            @Description("Why, for the record") @Size(max = 2_000) Optional<String> reason,
            @Description("Others of the same step, decided the same: all or none") @Size(
                    max = 31) @DefaultValue("[]") List<String> also,
            @Description("Lets the same run for a while without being asked again") Optional<Standing> grant) {}

    /** What somebody says. */
    public enum Word {
        APPROVE, DENY
    }

    /** For how long the same runs unasked. */
    public record Standing(
            @Description("For how long, in s") @Range(min = 60, max = 86_400) long seconds,
            @Description("With any arguments, not just these") @DefaultValue("false") boolean anyArguments) {}

    /** As they stand now. */
    public record Result(ApprovalView approval, List<ApprovalView> also) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var who = context.principal();
        var all = gather(params, who);
        var decision = new Approval.Decision(who.id(), moves.now(), params.reason().orElse(""));
        var state = params.decision() == Word.APPROVE ? State.APPROVED : State.DENIED;
        var views = all.stream().map(approval -> ApprovalView.of(approval.now(state, Optional.of(decision)))).toList();
        var result = new Result(views.getFirst(), views.subList(1, views.size()));
        for (int attempt = 1;; attempt++) {
            var riders = new ArrayList<Write>(standing(params, who, all));
            context.idempotency().ifPresent(claim -> riders.add(claim.outcome(result)));
            try {
                moves.move(all, state, decision, riders);
                return result;
            } catch (StoreException refused) {
                // another grant came in between: nobody said which revision this one is made from
                if (refused.reason() != StoreException.Reason.REVISION || attempt == TRIES) {
                    throw refused.reason() == StoreException.Reason.APPROVAL_MOVED
                            ? first(all)
                            : WireException.of(refused);
                }
            }
        }
    }

    private List<Approval> gather(Params params, Principal who) throws WireException {
        var ids = new LinkedHashSet<String>();
        ids.add(params.approval());
        ids.addAll(params.also());
        var all = new ArrayList<Approval>();
        for (var id : ids) {
            var approval = reach.get(who, id);
            check(approval, params.decision(), who);
            if (!all.isEmpty() && !isOfOneStep(all.getFirst(), approval)) {
                throw new WireException(ErrorCode.INVALID_PARAMS,
                        "params/also: " + id + " is not of the same step as " + params.approval());
            }
            all.add(approval);
        }
        return all;
    }

    private void check(Approval approval, Word word, Principal who) throws WireException {
        if (approval.state() != State.PENDING) {
            throw Reach.decided(approval);
        }
        if (!approval.expiresAt().isAfter(moves.now())) {
            throw Reach.decided(approval.now(State.EXPIRED, Optional.empty()));
        }
        if (word == Word.APPROVE && approval.mode() == Mode.HOLD) {
            throw new WireException(ErrorCode.CONFLICT, "the approval " + approval.id()
                    + " is held, not given: approvals.hold runs the call for as long as somebody holds");
        }
        if (word == Word.APPROVE && approval.principal().equals(who.id()) && !who.may(OWN)) {
            throw new WireException(ErrorCode.FORBIDDEN,
                    "you asked for this call yourself: somebody else approves it, or"
                            + " a token with the scope " + OWN);
        }
    }

    private static boolean isOfOneStep(Approval one, Approval other) {
        return one.turn().isPresent() && one.turn().equals(other.turn()) && one.step() == other.step();
    }

    private List<Write> standing(Params params, Principal who, List<Approval> all) throws WireException {
        if (params.grant().isEmpty()) {
            return List.of();
        }
        if (params.decision() == Word.DENY || !params.also().isEmpty()) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "params/grant: goes with approving one");
        }
        if (!who.may("policy:write")) {
            throw new WireException(ErrorCode.FORBIDDEN,
                    "a standing grant is a change of policy: it needs the scope policy:write");
        }
        var service = grants;
        if (service == null) {
            throw new WireException(ErrorCode.UNAVAILABLE, "nothing keeps standing grants now; decide without one");
        }
        var wanted = params.grant().get();
        return service.grant(who, all.getFirst(), Duration.ofSeconds(wanted.seconds()), wanted.anyArguments());
    }

    /** Somebody was faster: what he said. */
    private WireException first(List<Approval> all) {
        return all.stream().flatMap(approval -> reach.again(approval).stream())
                .filter(now -> now.state() != State.PENDING)
                .findFirst()
                .map(Reach::decided)
                .orElseGet(() -> new WireException(ErrorCode.CONFLICT, "the approval has moved on; look at it again"));
    }
}
