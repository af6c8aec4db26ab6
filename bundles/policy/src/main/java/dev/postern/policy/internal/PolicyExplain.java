// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code policy.explain}: what is said of a call, and by which rules: of one that was made, or of one that might be. */
@Component(service = Method.class)
@WireMethod(name = "policy.explain", scope = "policy:read",
        description = "Says what policy decided on a call, or would decide")
public final class PolicyExplain implements Method<PolicyExplain.Params, PolicyExplain.Result> {
    private final PolicyBook book;
    private final Rows rows;
    private final Journal journal;
    private final ToolRegistry tools;
    private final Json json;

    /** Made by Declarative Services. */
    @Activate
    public PolicyExplain(@Reference PolicyBook book, @Reference Rows rows, @Reference Journal journal,
            @Reference ToolRegistry tools, @Reference Json json) {
        this.book = book;
        this.rows = rows;
        this.journal = journal;
        this.tools = tools;
        this.json = json;
    }

    /** One of the two. */
    public record Params(
            @Description("A call that was judged, c_…") @Size(max = 128) Optional<String> call,
            @Description("A call that might be made") Optional<Case> what) {}

    /** The decision, and all that it depends on. */
    public record Result(
            DecisionView decision,
            @Description("What was judged; the same input gives the same decision") JsonObject input,
            @Description("When it was decided; absent for what was not") Optional<Instant> decidedAt) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        if (params.call().isPresent() == params.what().isPresent()) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "params: say either call or what");
        }
        return params.call().isPresent() ? made(params.call().get(), context) : supposed(params.what().get(), context);
    }

    private Result supposed(Case what, MethodContext context) throws WireException {
        var who = context.principal();
        var session = what.session().flatMap(id -> rows.session(who.tenant(), id))
                .filter(found -> found.isWithinReachOf(who));
        var input = what.input(who, session, tools, book.revision(who.tenant()), book.now());
        return new Result(DecisionView.of(book.decide(input)), json.write(input), Optional.empty());
    }

    private Result made(String id, MethodContext context) throws WireException {
        var who = context.principal();
        var call = rows.call(who.tenant(), id)
                .filter(found -> rows.session(who.tenant(), found.session()).filter(s -> s.isWithinReachOf(who))
                        .isPresent())
                .orElseThrow(() -> WireException.notFound("call", id));
        var entry = records(call.tenant(), call.session(), call.turn(), id).reversed().stream().findFirst()
                .orElseThrow(() -> new WireException(ErrorCode.NOT_FOUND, "there is no decision on the call " + id));
        try {
            var input = json.read(entry.replay().object("input").orElse(JsonObject.EMPTY), PolicyInput.class);
            return new Result(DecisionView.of(book.decide(input)), json.write(input), Optional.of(entry.at()));
        } catch (JsonException erased) {
            throw new WireException(ErrorCode.NOT_FOUND, "what was judged of the call " + id + " is not kept any more");
        }
    }

    private List<Entry> records(String tenant, String session, Optional<String> turn, String call) {
        var records = turn.isPresent()
                ? journal.ofTurn(tenant, turn.get())
                : Recorded.ofSession(journal, tenant, session);
        return records.stream().map(record -> record.entry())
                .filter(entry -> entry.type() == RecordType.POLICY_DECIDED && call.equals(entry.call())).toList();
    }
}
