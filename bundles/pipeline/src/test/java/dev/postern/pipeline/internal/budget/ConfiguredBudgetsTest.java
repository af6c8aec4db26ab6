// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.core.budget.Limit;
import dev.postern.core.budget.Limit.Span;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import org.junit.jupiter.api.Test;

/** Which limits hold for whom. */
class ConfiguredBudgetsTest {
    private final ConfiguredBudgets budgets = new ConfiguredBudgets(List.of(
            budget(Map.of("tenant_day_spend", "100 USD", "session_tokens", 1_000L)),
            budget(Map.of("tenant", "acme", "turn_spend", "0.50 EUR", "session_day_tokens", 7L, "session_spend",
                    "3 EUR",
                    "session_day_spend", "2 EUR", "tenant_day_tokens", 9L))));

    @Test
    void aTenantsOwnStandInPlaceOfThoseForAll() {
        assertThat(budgets.limits(session("other", Optional.empty())))
                .extracting(Limit::span, Limit::currency, Limit::most)
                .containsExactly(tuple(Span.SESSION, "", 1_000), tuple(Span.TENANT_DAY, "USD", 100_000_000));
        assertThat(budgets.limits(session("acme", Optional.empty())))
                .extracting(Limit::span, Limit::currency, Limit::most)
                .containsExactly(tuple(Span.TURN, "EUR", 500_000), tuple(Span.SESSION, "EUR", 3_000_000),
                        tuple(Span.SESSION_DAY, "", 7), tuple(Span.SESSION_DAY, "EUR", 2_000_000),
                        tuple(Span.TENANT_DAY, "", 9));
    }

    @Test
    void whatASessionSetsHoldsBesides() {
        var own = new SessionSettings.Limits(Optional.of(2_000L), Optional.of(20L), Optional.of("1 USD"),
                Optional.of("2 USD"), Optional.of("3 USD"));
        var limits = budgets.limits(session("other", Optional.of(own)));
        assertThat(limits).as("the nearest first").extracting(Limit::span).containsExactly(Span.TURN, Span.SESSION,
                Span.SESSION, Span.SESSION, Span.SESSION_DAY, Span.SESSION_DAY, Span.TENANT_DAY);
        assertThat(limits.get(0).raise()).contains("can raise turnSpend of its limits");
        assertThat(limits.get(1).raise()).contains("An administrator can raise session.tokens");
    }

    @Test
    void refusesWhatIsNoLimitAndSaysWhich() {
        assertThatThrownBy(() -> budget(Map.of("turn_spend", "5")))
                .hasMessageContaining("turn.spend: an amount is such as");
        assertThatThrownBy(() -> budget(Map.of("session_day_tokens", -1L)))
                .hasMessageContaining("session.day.tokens: is 0");
        assertThatThrownBy(() -> budget(Map.of("tenant", " "))).hasMessageContaining("tenant: is");
    }

    private static org.assertj.core.groups.Tuple tuple(Span span, String currency, long most) {
        return org.assertj.core.groups.Tuple.tuple(span, Optional.of(currency).filter(name -> !name.isEmpty()), most);
    }

    private static Session session(String tenant, Optional<SessionSettings.Limits> limits) {
        var is = SessionSettings.DEFAULT;
        return new Session("s_1", tenant, "default", Session.GATEWAY, "p", "main", Instant.EPOCH, Instant.EPOCH, 1,
                Session.ExecutionState.ACTIVE,
                new SessionSettings(is.planner(), is.models(), is.queueMode(), is.maxQueued(), is.allow(), is.deny(),
                        is.maxRisk(), is.confirmFrom(), is.approvalMode(), is.dryRun(), is.messagesPerMinute(),
                        is.pins(),
                        is.collect(), is.instruction(), limits),
                SessionProgress.NONE);
    }

    private static Budget budget(Map<String, Object> values) {
        return new Budget(BudgetConfig.class.cast(Proxy.newProxyInstance(BudgetConfig.class.getClassLoader(),
                new Class<?>[]{BudgetConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()))));
    }
}
