// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.planner.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Amounts are exact, and limits speak to people. */
class MoneyTest {
    private static final LocalDate DAY = LocalDate.of(2026, 12, 31);

    @ParameterizedTest
    @CsvSource({"2.50 USD,2500000,2.50 USD", "0.000001 EUR,1,0.000001 EUR",
        "999999999 CHF,999999999000000,999999999.00 CHF",
        "0 USD,0,0.00 USD", "10 USD,10000000,10.00 USD", "0.3 USD,300000,0.30 USD"})
    void isReadExactlyAndWrittenAsPeopleDo(String text, long micros, String shown) {
        assertThat(Money.of(text).micros()).isEqualTo(micros);
        assertThat(Money.of(text)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "USD", "-1 USD", "1e3 USD", "1.0000001 USD", "5 usd", "5 $", "1,5 EUR", "٣ USD",
        "1234567890 USD"})
    void refusesWhatIsNoAmount(String text) {
        assertThatThrownBy(() -> Money.of(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as 2.50 USD");
    }

    @Test
    void aLimitSaysWhichItIsWhatWasUsedUntilWhenAndWhoCanRaiseIt() {
        var limit = new Limit(Limit.Span.TENANT_DAY, Optional.of("USD"), 5_000_000, "Ask Ada");
        assertThat(limit.refusal(spent(4_000_000), spent(1_000_000), DAY)).isEmpty();
        assertThat(limit.refusal(spent(4_000_000), spent(1_000_001), DAY)).contains(
                "all sessions together in one day may use 5.00 USD at most: 4.00 USD are used, and this step may take up to"
                        + " 1.000001 USD more. There is room again from 2027-01-01T00:00Z on. Ask Ada");
        var tokens = new Limit(Limit.Span.SESSION, Optional.empty(), 9, "Ask Ada");
        assertThat(tokens.refusal(new Usage(4, 2, 4, Map.of()), new Usage(1, 0, 1, Map.of()), DAY)).contains(
                "a session may use 9 tokens at most: 8 tokens are used, and this step may take up to 2 tokens more. Ask Ada");
    }

    @Test
    void whatCostsNobodyKnowsWhatIsNotTakenForFree() {
        var limit = new Limit(Limit.Span.TURN, Optional.of("USD"), 5_000_000, "Ask Ada");
        assertThat(limit.refusal(Usage.NONE, new Usage(1, 0, 1, Map.of("EUR", 0L)), DAY).orElseThrow())
                .startsWith("what the model costs in USD is not known, and a turn may use 5.00 USD at most")
                .endsWith("Ask Ada");
        assertThat(limit.refusal(Usage.NONE, spent(0), DAY)).isEmpty();
    }

    private static Usage spent(long micros) {
        return new Usage(0, 0, 0, Map.of("USD", micros));
    }
}
