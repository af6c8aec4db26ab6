// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.budget;

import java.time.LocalDate;
import java.util.Optional;

import dev.postern.api.planner.Usage;

/**
 * How much may be used.
 *
 * @param span by whom, and in what time
 * @param currency what is counted: money of this currency; tokens when empty
 * @param most millionths of the currency's unit, or tokens
 * @param raise who can raise it, and where: a sentence for people
 */
public record Limit(Span span, Optional<String> currency, long most, String raise) {

    /** Whose use counts, and since when. Days are of UTC. */
    public enum Span {
        TURN("a turn"),
        SESSION("a session"),
        SESSION_DAY("a session in one day"),
        TENANT_DAY("all sessions together in one day");

        private final String words;

        Span(String words) {
            this.words = words;
        }
    }

    /**
     * Why something may not be used.
     *
     * @param used so far in the span
     * @param wanted what is to be used at most
     * @param day the day of UTC
     * @return what to tell people; empty when there is room for it
     */
    public Optional<String> refusal(Usage used, Usage wanted, LocalDate day) {
        if (currency.isPresent() && !wanted.spend().containsKey(currency.get())) {
            return Optional.of("what the model costs in " + currency.get() + " is not known, and " + words()
                    + "; give the model a price in that currency, or choose one that has it. " + raise);
        }
        if (amount(used) + amount(wanted) <= most) {
            return Optional.empty();
        }
        return Optional.of(words() + ": " + shown(amount(used)) + " are used, and this step may take up to "
                + shown(amount(wanted)) + " more. " + until(day) + raise);
    }

    /** How much of what is counted a usage is. */
    public long amount(Usage usage) {
        return currency.map(name -> usage.spend().getOrDefault(name, 0L)).orElseGet(usage::tokens);
    }

    private String words() {
        return span.words + " may use " + shown(most) + " at most";
    }

    private String shown(long amount) {
        return currency.map(name -> new Money(name, Math.max(0, amount)).toString())
                .orElseGet(() -> amount + " tokens");
    }

    private String until(LocalDate day) {
        return switch (span) {
            case TURN, SESSION -> "";
            case SESSION_DAY, TENANT_DAY -> "There is room again from " + day.plusDays(1) + "T00:00Z on. ";
        };
    }
}
