// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.model.ModelUsage;
import dev.postern.api.planner.Usage;
import dev.postern.core.budget.Money;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one model costs. */
@Component(service = ModelPrice.class, configurationPid = PriceConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PriceConfig.class, factory = true)
@Capability(namespace = "dev.postern.settings", name = PriceConfig.PID, attribute = "check=${@class}")
public final class ModelPrice {
    private static final String ANY = "/*";
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    /** Millionths of a unit for a million tokens: what no model costs, and what no sum of it overflows. */
    private static final long MOST = 100_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(ModelPrice.class);

    private volatile Rates rates;

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public ModelPrice(PriceConfig config) {
        rates = read(config);
    }

    /** In place, so that at no moment the model has no price. A bad value is refused; the price from before holds on. */
    @Modified
    void modified(PriceConfig config) {
        try {
            rates = read(config);
        } catch (IllegalArgumentException refused) {
            LOG.error("{}: {}; the price from before holds on", PriceConfig.PID, refused.getMessage());
        }
    }

    /** Millionths of the currency's unit for a million tokens. */
    private record Rates(String model, String currency, long input, long cachedInput, long output) {}

    private static Rates read(PriceConfig config) {
        var model = String.valueOf(config.model());
        if (ModelName.of(model.endsWith(ANY) ? model.substring(0, model.length() - 1) + "any" : model).isEmpty()) {
            throw new IllegalArgumentException(
                    "model: is an endpoint and a model of it, such as openai/gpt-5, or openai/*, and not " + model);
        }
        var read = amount("input", config.input());
        var written = amount("output", config.output());
        var cached = config.cached_input().isBlank() ? read : amount("cached.input", config.cached_input());
        if (!read.currency().equals(written.currency()) || !read.currency().equals(cached.currency())) {
            throw new IllegalArgumentException("output: all amounts are of one currency");
        }
        return new Rates(model, read.currency(), read.micros(), cached.micros(), written.micros());
    }

    private static Money amount(String setting, String text) {
        try {
            var amount = Money.of(String.valueOf(text));
            if (amount.micros() > MOST) {
                throw new IllegalArgumentException("is at most " + new Money(amount.currency(), MOST));
            }
            return amount;
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(setting + ": " + bad.getMessage(), bad);
        }
    }

    /** The price of a model: its own, else its endpoint's. */
    static Optional<ModelPrice> of(ModelName name, List<ModelPrice> prices) {
        return prices.stream().filter(price -> price.isOf(name)).findFirst()
                .or(() -> prices.stream().filter(price -> price.rates.model.equals(name.endpoint() + ANY)).findFirst());
    }

    /** Whether it is this model's own. */
    boolean isOf(ModelName name) {
        return rates.model.equals(name.toString());
    }

    /** What these tokens are together with what they cost, rounded up. */
    Usage usage(ModelUsage tokens) {
        var now = rates;
        var cost = times(tokens.input() - tokens.cachedInput(), now.input)
                .add(times(tokens.cachedInput(), now.cachedInput)).add(times(tokens.output(), now.output)).add(MILLION)
                .subtract(BigInteger.ONE).divide(MILLION);
        return new Usage(tokens.input(), tokens.cachedInput(), tokens.output(),
                Map.of(now.currency, cost.longValueExact()));
    }

    private static BigInteger times(long tokens, long price) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
    }
}
