// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.budget;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An amount of money, exactly.
 *
 * @param currency its three letters
 * @param micros millionths of the currency's unit, from 0
 */
public record Money(String currency, long micros) {
    /** What people write: no sign, no exponent, at most a billion and six places. */
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?) ([A-Z]{3})");
    private static final int PLACES = 6;

    /**
     * Reads an amount.
     *
     * @param text such as {@code 2.50 USD}
     * @throws IllegalArgumentException saying how one is written
     */
    public static Money of(String text) {
        var form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "an amount is such as 2.50 USD: at most 9 digits and 6 places, then three letters; and not "
                            + text);
        }
        return new Money(form.group(2), new BigDecimal(form.group(1)).movePointRight(PLACES).longValueExact());
    }

    /** As people write it, with two places at least. */
    @Override
    public String toString() {
        var amount = BigDecimal.valueOf(micros, PLACES).stripTrailingZeros();
        return String.format(Locale.ROOT, "%s %s", amount.setScale(Math.max(2, amount.scale())).toPlainString(),
                currency);
    }
}
