// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelLimits;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.planner.Usage;
import org.junit.jupiter.api.Test;

/** What exchanges cost, exactly. */
class ModelPriceTest {
    private static final ModelName SMALL = new ModelName("near", "small");

    @Test
    void costsWhatItsTokensDoRoundedUp() {
        var price = Fakes.price(Map.of("model", "near/small", "input", "2.50 USD", "cached_input", "0.25 USD", "output",
                "10 USD"));
        assertThat(price.usage(new ModelUsage(1_000_000, 400_000, 10)).spend())
                .isEqualTo(Map.of("USD", 1_500_000L + 100_000 + 100));
        assertThat(price.usage(new ModelUsage(1, 1, 0)).spend()).isEqualTo(Map.of("USD", 1L));
        assertThat(price.usage(ModelUsage.UNKNOWN).spend()).isEqualTo(Map.of("USD", 0L));
        assertThat(Fakes.price("near/small", "2 USD", "10 USD").usage(new ModelUsage(10, 10, 0)).spend())
                .as("what is cached costs the same where nothing else is said").isEqualTo(Map.of("USD", 20L));
    }

    @Test
    void aModelsOwnPriceComesBeforeItsEndpoints() {
        var all = Fakes.price("near/*", "0 USD", "0 USD");
        var own = Fakes.price("near/small", "1 USD", "1 USD");
        assertThat(ModelPrice.of(SMALL, List.of(all, own))).contains(own);
        assertThat(ModelPrice.of(new ModelName("near", "big"), List.of(all, own))).contains(all);
        assertThat(ModelPrice.of(new ModelName("far", "small"), List.of(all, own))).isEmpty();
    }

    @Test
    void refusesWhatIsNoPriceAndSaysWhich() {
        assertThatThrownBy(() -> Fakes.price("near", "1 USD", "1 USD")).hasMessageContaining("model: is an endpoint");
        assertThatThrownBy(() -> Fakes.price("near/m", "1", "1 USD")).hasMessageContaining("input: an amount");
        assertThatThrownBy(() -> Fakes.price("near/m", "1 USD", "100001 USD"))
                .hasMessageContaining("output: is at most");
        assertThatThrownBy(() -> Fakes.price("near/m", "1 USD", "1 EUR")).hasMessageContaining("of one currency");
    }

    @Test
    void whatAnEndpointSaysIsBoundedAndWhatItDoesNotSayIsEstimated() {
        var charges = new Charges(Optional.of(Fakes.price("near/*", "100000 USD", "100000 USD")));
        var request = new ModelRequest("small", List.of(new ModelMessage.Said("x".repeat(300))), List.of(),
                new ModelLimits(Duration.ZERO, Duration.ZERO, Duration.ZERO, 50, 1));
        assertThat(charges.atMost(request).tokens()).isEqualTo(154);
        assertThat(charges.of(request,
                Charges.believed(answer(new ModelUsage(Long.MAX_VALUE, Long.MAX_VALUE, -5))))).isEqualTo(
                        new Usage(1_000_000_000, 1_000_000_000, 0, Map.of("USD", 100_000_000_000_000L)));
        assertThat(charges.of(request, answer(ModelUsage.UNKNOWN)).tokens()).isEqualTo(104 + 5);
    }

    @Test
    void lettersThatTakeMoreBytesCountForMore() {
        assertThat(Tokens.of(List.of(new ModelMessage.Said("\u6642\u9593\u306f"))))
                .isEqualTo(Tokens.of(List.of(new ModelMessage.Said("abcdefghi"))));
    }

    private static ModelAnswer answer(ModelUsage usage) {
        return new ModelAnswer("m", "abc", List.of(), ModelAnswer.Stop.DONE, usage);
    }
}
