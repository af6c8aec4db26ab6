// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern that one whole argument must match: {@code *} is any text without {@code /}, {@code **} with, {@code ?} one
 * character but {@code /}, {@code [a-z_]} one of those, and <code>\</code> takes the next as it is.
 *
 * <p>A wildcard says what is a plain word. So one at the beginning takes no {@code -}, which would make an option of it, and
 * no {@code /}; and no wildcard takes a {@code ..} that stands for the folder above. A pattern that wants these says so.
 *
 * <p>Takes time with the product of both lengths at most: all ways through the pattern are followed at once.
 */
final class ArgumentPattern {
    static final int MAX_LENGTH = 1_024;

    private final String text;
    private final List<Step> steps;
    private final boolean beginsWithWildcard;

    /** Takes one character, or any number of them. */
    private record Step(IntPredicate takes, boolean repeated) {
        static Step character(int wanted) {
            return new Step(given -> given == wanted, false);
        }
    }

    private ArgumentPattern(String text, List<Step> steps) {
        this.text = text;
        this.steps = steps;
        this.beginsWithWildcard = !text.isEmpty() && "*?[".indexOf(text.charAt(0)) >= 0;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static ArgumentPattern of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a pattern has at most " + MAX_LENGTH + " characters");
        }
        var characters = text.codePoints().toArray();
        var steps = new ArrayList<Step>();
        for (int at = 0; at < characters.length; at++) {
            switch (characters[at]) {
                case '*' -> {
                    boolean all = at + 1 < characters.length && characters[at + 1] == '*';
                    at += all ? 1 : 0;
                    steps.add(new Step(given -> all || given != '/', true));
                }
                case '?' -> steps.add(new Step(given -> given != '/', false));
                case '[' -> {
                    var set = CharacterSet.at(characters, at, text);
                    steps.add(new Step(set::holds, false));
                    at = set.end();
                }
                case '\\' -> {
                    if (++at == characters.length) {
                        throw new IllegalArgumentException(text + " ends with a \\ that takes nothing");
                    }
                    steps.add(Step.character(characters[at]));
                }
                default -> steps.add(Step.character(characters[at]));
            }
        }
        return new ArgumentPattern(text, steps);
    }

    boolean matches(String argument) {
        boolean plain = !beginsWithWildcard || !argument.startsWith("-") && !argument.startsWith("/");
        return plain && (!leadsUp(argument) || leadsUp(text)) && takes(argument);
    }

    private static boolean leadsUp(String path) {
        return path.equals("..") || path.contains("../") || path.endsWith("/..") || path.endsWith("=..");
    }

    private boolean takes(String argument) {
        var now = begin();
        for (int character : argument.codePoints().toArray()) {
            var next = new boolean[steps.size() + 1];
            for (int i = 0; i < steps.size(); i++) {
                if (now[i] && steps.get(i).takes().test(character)) {
                    next[steps.get(i).repeated() ? i : i + 1] = true;
                }
            }
            now = skipping(next);
        }
        return now[steps.size()];
    }

    private boolean[] begin() {
        var first = new boolean[steps.size() + 1];
        first[0] = true;
        return skipping(first);
    }

    /** What may be there any number of times may be there no time. */
    private boolean[] skipping(boolean[] places) {
        for (int i = 0; i < steps.size(); i++) {
            places[i + 1] |= places[i] && steps.get(i).repeated();
        }
        return places;
    }

    @Override
    public String toString() {
        return text;
    }
}
