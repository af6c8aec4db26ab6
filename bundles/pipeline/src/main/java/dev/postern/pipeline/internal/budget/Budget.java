// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.core.budget.Limit;
import dev.postern.core.budget.Limit.Span;
import dev.postern.core.budget.Money;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** One configured budget: what the tenant's turns, its sessions and the tenant itself may use. */
@Component(service = Budget.class, configurationPid = BudgetConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BudgetConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = BudgetConfig.PID, attribute = "check=${@class}")
public final class Budget {
    /** For every tenant that has none of its own. */
    static final String ALL = "*";
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private final String tenant;
    private final List<Limit> limits = new ArrayList<>();

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public Budget(BudgetConfig config) {
        tenant = config.tenant();
        if (tenant.isBlank() || tenant.length() > 128) {
            throw new IllegalArgumentException("tenant: is a tenant's name, or * for all that have no budget of their own");
        }
        spend("turn.spend", config.turn_spend(), Span.TURN);
        tokens("session.tokens", config.session_tokens(), Span.SESSION);
        spend("session.spend", config.session_spend(), Span.SESSION);
        tokens("session.day.tokens", config.session_day_tokens(), Span.SESSION_DAY);
        spend("session.day.spend", config.session_day_spend(), Span.SESSION_DAY);
        tokens("tenant.day.tokens", config.tenant_day_tokens(), Span.TENANT_DAY);
        spend("tenant.day.spend", config.tenant_day_spend(), Span.TENANT_DAY);
    }

    /** Whose it is, or {@link #ALL}. */
    String tenant() {
        return tenant;
    }

    List<Limit> limits() {
        return limits;
    }

    private void tokens(String setting, long most, Span span) {
        if (most < 0 || most > MOST_TOKENS) {
            throw new IllegalArgumentException(setting + ": is 0 to " + MOST_TOKENS + ", and not " + most);
        }
        if (most > 0) {
            limits.add(new Limit(span, Optional.empty(), most, raise(setting)));
        }
    }

    private void spend(String setting, String amount, Span span) {
        if (amount.isBlank()) {
            return;
        }
        try {
            var most = Money.of(amount);
            limits.add(new Limit(span, Optional.of(most.currency()), most.micros(), raise(setting)));
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(setting + ": " + bad.getMessage(), bad);
        }
    }

    private static String raise(String setting) {
        return "An administrator can raise " + setting + " of " + BudgetConfig.PID;
    }
}
