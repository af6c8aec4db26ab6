// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.Usage;
import dev.postern.core.json.Nesting;
import dev.postern.core.metrics.Metrics;

/**
 * Says what one exchange uses: to the turn before and after, and to the metrics.
 *
 * @param label the model, as metrics call it
 */
record Till(Charges charges, ModelRequest request, String label, Metrics metrics) {

    /** Makes the exchange. */
    @FunctionalInterface
    interface Exchange {
        ModelAnswer make() throws ModelException, InterruptedException;
    }

    Usage atMost() {
        return charges.atMost(request);
    }

    /** The exchange as the turn does it: with what it used, and its answer as records have it. */
    TurnView.Metered through(Exchange exchange) {
        return used -> {
            try {
                var answer = Charges.believed(exchange.make());
                var written = written(answer);
                var usage = charges.of(request, answer);
                used.accept(usage);
                count(usage);
                return written;
            } catch (ModelException failed) {
                charges.of(failed.failure()).ifPresent(used);
                throw failed;
            }
        };
    }

    /** As records have it: what can be written down and not be read again is no answer. */
    private JsonObject written(ModelAnswer answer) throws ModelException {
        var written = ExchangeCodec.write(answer);
        // in the record of the next request it stands two deeper
        if (Nesting.exceeds(written, Nesting.MAX_VALUE - 2)) {
            throw new ModelException(new ModelFailure.Unreadable(), "the model " + label
                    + " gave an answer that cannot be used: something in it nests too deep", null);
        }
        return written;
    }

    private void count(Usage usage) {
        tokens("input", usage.input() - usage.cachedInput());
        tokens("cached_input", usage.cachedInput());
        tokens("output", usage.output());
        usage.spend().forEach((currency, micros) -> metrics
                .counter("postern_model_spend_micros", "model", label, "currency", currency)
                .add(micros));
    }

    private void tokens(String kind, long amount) {
        metrics.counter("postern_model_tokens", "model", label, "kind", kind).add(amount);
    }
}
