// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.postern.api.planner.TurnView;

/** Holds a message against a pattern, within bounds. */
final class Matching {
    /** The longest text that is matched; the rest of a longer one is not looked at. */
    private static final int MAX_TEXT = 16_384;

    private Matching() {}

    /**
     * What the named groups found.
     *
     * @return empty when the message does not match
     * @throws TooCostlyException when that cannot be told
     */
    static Optional<Map<String, String>> groups(Pattern pattern, String surface, TurnView turn, String text) {
        if (!surface.isEmpty() && !surface.equals(turn.surface())) {
            return Optional.empty();
        }
        var matcher = pattern.matcher(new BoundedText(text.substring(0, Math.min(text.length(), MAX_TEXT))));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var groups = new HashMap<String, String>();
        matcher.namedGroups().forEach((group, index) -> {
            if (matcher.group(index) != null) {
                groups.put(group, matcher.group(index));
            }
        });
        return Optional.of(groups);
    }
}
