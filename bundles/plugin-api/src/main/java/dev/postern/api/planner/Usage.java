// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.planner;

import java.util.HashMap;
import java.util.Map;

/**
 * What was used of what is limited: tokens of models, and money. Whole numbers only.
 *
 * @param input tokens that were read, cached ones among them
 * @param cachedInput of these, such as came from a cache
 * @param output tokens that were written
 * @param spend millionths of a currency's unit, by its three letters; empty where nobody knows the price, which is not the same
 *            as 0
 */
public record Usage(long input, long cachedInput, long output, Map<String, Long> spend) {
    /** Nothing at all. */
    public static final Usage NONE = new Usage(0, 0, 0, Map.of());

    /** Copies the map. */
    public Usage {
        spend = Map.copyOf(spend);
    }

    /** Tokens that were read and written. */
    public long tokens() {
        return input + output;
    }

    /** Both together. */
    public Usage plus(Usage other) {
        return add(other, 1);
    }

    /** What is left without the other; may be negative. */
    public Usage minus(Usage other) {
        return add(other, -1);
    }

    private Usage add(Usage other, int sign) {
        var sum = new HashMap<>(spend);
        other.spend.forEach((currency, amount) -> sum.merge(currency, sign * amount, Long::sum));
        return new Usage(input + sign * other.input, cachedInput + sign * other.cachedInput,
                output + sign * other.output, sum);
    }
}
