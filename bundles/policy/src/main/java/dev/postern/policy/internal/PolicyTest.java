// SPDX-License-Identifier: Apache-2.0
package dev.postern.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.store.Rows;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code policy.test}: holds cases with an expected effect against the rules in force, or against others. */
@Component(service = Method.class)
@WireMethod(name = "policy.test", scope = "policy:read",
        description = "Tells for cases whether policy says what is expected")
public final class PolicyTest implements Method<PolicyTest.Params, PolicyTest.Result> {
    private final PolicyBook book;
    private final Rows rows;
    private final ToolRegistry tools;

    /** Made by Declarative Services. */
    @Activate
    public PolicyTest(@Reference PolicyBook book, @Reference Rows rows, @Reference ToolRegistry tools) {
        this.book = book;
        this.rows = rows;
        this.tools = tools;
    }

    /** The cases. */
    public record Params(
            @Size(min = 1, max = 1_000) List<Expected> cases,
            @Description("Rules that are in force nowhere; absent for those in force") Optional<PolicyDocument> document) {}

    /** A case and what is expected of it. */
    public record Expected(
            @Description("What it is about") @Size(max = 200) Optional<String> name,
            Case what,
            PolicyDecision.Effect effect) {}

    /** The cases in their order. */
    public record Result(int passed, int failed, List<Outcome> outcomes) {}

    /** How a case went. */
    public record Outcome(Optional<String> name, boolean passed, PolicyDecision.Effect expected,
            DecisionView decision) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var who = context.principal();
        if (params.document().isPresent()) {
            DocumentCheck.check(params.document().get(), "params/document");
        }
        var draft = params.document().map(document -> book.draft(who.tenant(), document));
        var outcomes = new ArrayList<Outcome>();
        for (var expected : params.cases()) {
            var session = expected.what().session().flatMap(id -> rows.session(who.tenant(), id))
                    .filter(found -> found.isWithinReachOf(who));
            var input = expected.what().input(who, session, tools, book.revision(who.tenant()), book.now());
            var decision = draft.isPresent() ? draft.get().decide(input) : book.decide(input);
            outcomes.add(new Outcome(expected.name(), decision.effect() == expected.effect(), expected.effect(),
                    DecisionView.of(decision)));
        }
        int passed = (int) outcomes.stream().filter(Outcome::passed).count();
        return new Result(passed, outcomes.size() - passed, outcomes);
    }
}
