// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to type. */
final class Nearest {
    /** What is compared: the time goes with the product of two lengths. */
    private static final int LONGEST = 64;

    private Nearest() {}

    /** The name that differs least, when that is little. */
    static Optional<String> of(Collection<String> names, String typed) {
        var wanted = folded(typed);
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> distance(folded(name), wanted))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> distance(folded(name), wanted) <= Math.max(2, wanted.length() / 3));
    }

    private static String folded(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST)).toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance. */
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substitute = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
