// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.postern.core.budget.Budgets;
import dev.postern.core.budget.Limit;
import dev.postern.core.budget.Limit.Span;
import dev.postern.core.budget.Money;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The budgets of the tenant, else those for all, and what the session's own settings say: all of them hold. */
@Component
public final class ConfiguredBudgets implements Budgets {
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<Budget> budgets = List.of();

    /** Made by Declarative Services. */
    @Activate
    public ConfiguredBudgets() {}

    /** Of these. */
    ConfiguredBudgets(List<Budget> budgets) {
        this.budgets = budgets;
    }

    @Override
    public List<Limit> limits(Session session) {
        var now = budgets;
        var own = of(session.tenant(), now);
        var limits = new ArrayList<>(own.isEmpty() ? of(Budget.ALL, now) : own);
        session.settings().limits().ifPresent(wanted -> add(limits, wanted));
        // of several that are reached people hear of the nearest
        limits.sort(Comparator.comparing(Limit::span));
        return limits;
    }

    private static List<Limit> of(String tenant, List<Budget> budgets) {
        return budgets.stream().map(Budget::terms).filter(terms -> terms.tenant().equals(tenant))
                .flatMap(terms -> terms.limits().stream()).toList();
    }

    private static void add(List<Limit> limits, SessionSettings.Limits wanted) {
        wanted.turnSpend().ifPresent(most -> limits.add(spend("turnSpend", most, Span.TURN)));
        wanted.tokens().ifPresent(most -> limits.add(tokens("tokens", most, Span.SESSION)));
        wanted.spend().ifPresent(most -> limits.add(spend("spend", most, Span.SESSION)));
        wanted.dayTokens().ifPresent(most -> limits.add(tokens("dayTokens", most, Span.SESSION_DAY)));
        wanted.daySpend().ifPresent(most -> limits.add(spend("daySpend", most, Span.SESSION_DAY)));
    }

    private static Limit tokens(String setting, long most, Span span) {
        return new Limit(span, Optional.empty(), most, raise(setting));
    }

    private static Limit spend(String setting, String amount, Span span) {
        var most = Money.of(amount);
        return new Limit(span, Optional.of(most.currency()), most.micros(), raise(setting));
    }

    private static String raise(String setting) {
        return "Whoever may change the session's settings can raise " + setting + " of its limits";
    }
}
