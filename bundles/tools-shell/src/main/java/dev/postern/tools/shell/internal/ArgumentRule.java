// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which lists of arguments are allowed. A list is allowed as a whole or not at all: each argument has its pattern, and none
 * goes unlooked at.
 *
 * @param first patterns of the first ones, all of which must be there
 * @param rest patterns of all others, of which each must match one; without any there are no others
 */
record ArgumentRule(List<ArgumentPattern> first, List<ArgumentPattern> rest) {

    static ArgumentRule of(String[] first, String[] rest) {
        return new ArgumentRule(
                Stream.of(first).map(text -> pattern("arguments", text)).toList(),
                Stream.of(rest).map(text -> pattern("rest", text)).toList());
    }

    private static ArgumentPattern pattern(String key, String text) {
        try {
            return ArgumentPattern.of(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(key + ": " + wrong.getMessage(), wrong);
        }
    }

    /** Why the list is not allowed; empty when it is. */
    Optional<String> refusal(List<String> arguments) {
        if (arguments.size() < first.size()) {
            return Optional.of("wants " + first.size() + " arguments at least");
        }
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (i < first.size()) {
                if (!first.get(i).matches(argument)) {
                    return Optional.of("takes " + first.get(i) + " as argument " + (i + 1));
                }
            } else if (rest.stream().noneMatch(pattern -> pattern.matches(argument))) {
                return Optional.of(rest.isEmpty()
                        ? "takes no argument " + (i + 1)
                        : "takes only " + rest + " from argument " + (first.size() + 1) + " on, which number "
                                + (i + 1) + " is not");
            }
        }
        return Optional.empty();
    }
}
