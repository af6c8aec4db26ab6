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
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One configured budget: what the tenant's turns, its sessions and the tenant itself may use. */
@Component(service = Budget.class, configurationPid = BudgetConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BudgetConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = BudgetConfig.PID, attribute = "check=${@class}")
public final class Budget {
    /** For every tenant that has none of its own. */
    static final String ALL = "*";
    private static final long MOST_TOKENS = 1_000_000_000_000L;
    private static final int LONGEST_TENANT = 128;

    private static final Logger LOG = LoggerFactory.getLogger(Budget.class);

    private volatile Terms terms;

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public Budget(BudgetConfig config) {
        terms = new Reader(config).read();
    }

    /** In place, so that at no moment nothing holds. A bad value is refused; the limits from before hold on. */
    @Modified
    void modified(BudgetConfig config) {
        try {
            terms = new Reader(config).read();
        } catch (IllegalArgumentException refused) {
            LOG.error("{}: {}; the limits from before hold on", BudgetConfig.PID, refused.getMessage());
        }
    }

    Terms terms() {
        return terms;
    }

    /**
     * What it lets be used.
     *
     * @param tenant whose it is, or {@link #ALL}
     * @param limits all of them hold
     */
    record Terms(String tenant, List<Limit> limits) {}

    /** Reads one configuration. */
    private static final class Reader {
        private final BudgetConfig config;
        private final List<Limit> limits = new ArrayList<>();

        Reader(BudgetConfig config) {
            this.config = config;
        }

        Terms read() {
            var tenant = config.tenant();
            if (tenant.isBlank() || tenant.length() > LONGEST_TENANT) {
                throw new IllegalArgumentException(
                        "tenant: is a tenant's name, or * for all that have no budget of their own");
            }
            spend("turn.spend", config.turn_spend(), Span.TURN);
            tokens("session.tokens", config.session_tokens(), Span.SESSION);
            spend("session.spend", config.session_spend(), Span.SESSION);
            tokens("session.day.tokens", config.session_day_tokens(), Span.SESSION_DAY);
            spend("session.day.spend", config.session_day_spend(), Span.SESSION_DAY);
            tokens("tenant.day.tokens", config.tenant_day_tokens(), Span.TENANT_DAY);
            spend("tenant.day.spend", config.tenant_day_spend(), Span.TENANT_DAY);
            return new Terms(tenant, List.copyOf(limits));
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
}
