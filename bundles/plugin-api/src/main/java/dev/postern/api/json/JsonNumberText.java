// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

import java.math.BigDecimal;
import java.math.MathContext;

/** A double's text as ECMAScript's Number::toString has it, which RFC 8785 (section 3.2.2.3) prescribes. */
final class JsonNumberText {
    private JsonNumberText() {}

    /**
     * Appends the number.
     *
     * @param canonical whether exactly as RFC 8785 has it; else whole numbers beyond ±(2^53−1) get an exponent, since
     *     strict readers, ours among them, refuse them as integers that are not exact
     */
    static void append(StringBuilder out, double value, boolean canonical) {
        if (Math.rint(value) == value && Math.abs(value) <= JsonNumber.MAX_SAFE_INTEGER) {
            out.append((long) value);
            return;
        }
        var shortest = shortest(Math.abs(value));
        var digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        if (value < 0) {
            out.append('-');
        }
        boolean inexact = !canonical && Math.abs(value) > JsonNumber.MAX_SAFE_INTEGER;
        if (point > 21 || point <= -6 || inexact) {
            exponential(out, digits, point - 1);
        } else if (point <= 0) {
            out.append("0.").repeat('0', -point).append(digits);
        } else if (point >= digits.length()) {
            out.append(digits).repeat('0', point - digits.length());
        } else {
            out.append(digits, 0, point).append('.').append(digits, point, digits.length());
        }
    }

    /**
     * Double.toString gives the shortest digits that read back as the same double (JDK 19 and later), but at least two of
     * them: where one would do, as in 5e-324, it may not be the first of the two.
     */
    private static BigDecimal shortest(double value) {
        var digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (digits.precision() == 2) {
            var one = digits.round(new MathContext(1));
            return one.doubleValue() == value ? one : digits;
        }
        return digits;
    }

    private static void exponential(StringBuilder out, String digits, int exponent) {
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
    }
}
