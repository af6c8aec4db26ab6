// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.json.Json;
import dev.postern.core.store.Rows;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code policy.put}: puts other rules in force. Calls that wait for approval are asked for again under them. */
@Component(service = Method.class)
@WireMethod(name = "policy.put", scope = "policy:write", effect = true,
        description = "Puts other rules in force for all that is judged from now on")
public final class PolicyPut implements Method<PolicyPut.Params, PolicyPut.Result> {
    private final PolicyBook book;
    private final Rows rows;
    private final Json json;

    /** Over the book. */
    @Activate
    public PolicyPut(@Reference PolicyBook book, @Reference Rows rows, @Reference Json json) {
        this.book = book;
        this.rows = rows;
        this.json = json;
    }

    /** The rules. */
    public record Params(
            PolicyDocument document,
            @Description("The revision that they were made from; absent to replace whatever is there") @Range(min = 0,
                    max = 9_007_199_254_740_991L) Optional<Long> expectedRevision,
            @Description("Why, for the record") @Size(max = 2_000) Optional<String> comment) {}

    /** What is in force now. */
    public record Result(PolicyView policy) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        DocumentCheck.check(params.document(), "params/document");
        DocumentCheck.checkSize(json.write(params.document()).toString().length(), "params/document");
        var who = context.principal();
        var before = rows.policy(who.tenant());
        long now = before.map(revision -> revision.number()).orElse(0L);
        if (params.expectedRevision().filter(expected -> expected != now).isPresent()) {
            throw conflict(now);
        }
        try {
            var next = book.next(who.tenant(), before, params.document(), who.id(), params.comment().orElse(""));
            var result = new Result(PolicyView.of(next));
            var riders = new ArrayList<Write>();
            context.idempotency().ifPresent(claim -> riders.add(claim.outcome(result)));
            book.commit(next, "document", riders);
            return result;
        } catch (StoreException refused) {
            throw refused.reason() == StoreException.Reason.REVISION
                    ? conflict(rows.policy(who.tenant()).map(revision -> revision.number()).orElse(0L))
                    : WireException.of(refused);
        }
    }

    private static WireException conflict(long now) {
        return new WireException(ErrorCode.CONFLICT, "the policy is at revision " + now + ": read it again",
                List.of(JsonObject.builder().put("revision", now).build()), false, null);
    }
}
