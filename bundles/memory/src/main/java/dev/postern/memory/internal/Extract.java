// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.text.BreakIterator;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A summary without a model: the same turns always give the same. Of each turn one line, with how its message and its reply
 * begin, up to a sentence's end, and which tools were called; of more lines than fit the oldest go.
 */
final class Extract {
    private static final int LONGEST_PIECE = 200;
    private static final String GONE = "(Earlier turns are left out.)";

    private Extract() {}

    static String of(Optional<String> before, List<TurnText> turns, int characters) {
        var lines = new ArrayDeque<String>();
        before.ifPresent(
                text -> text.lines().filter(line -> !line.isBlank() && !line.equals(GONE)).forEach(lines::add));
        turns.forEach(turn -> lines.add(line(turn)));
        boolean gone = before.filter(text -> text.startsWith(GONE)).isPresent();
        long length = lines.stream().mapToLong(line -> line.length() + 1L).sum();
        while (length + (gone ? GONE.length() + 1 : 0) > characters && lines.size() > 1) {
            length -= lines.removeFirst().length() + 1L;
            gone = true;
        }
        if (gone) {
            lines.addFirst(GONE);
        }
        return cut(String.join("\n", lines), characters);
    }

    private static String line(TurnText turn) {
        var line = new StringBuilder("- asked: ").append(beginning(turn.said()));
        if (!turn.calls().isEmpty()) {
            line.append(" | called: ").append(cut(String.join(", ", turn.calls()), LONGEST_PIECE));
        }
        if (!turn.reply().isBlank()) {
            line.append(" | answered: ").append(beginning(turn.reply()));
        }
        return line.toString();
    }

    /** As many whole sentences as fit; of one that does not fit, as much of it as does. */
    private static String beginning(String text) {
        var flat = text.strip().replaceAll("\\s+", " ");
        if (flat.length() <= LONGEST_PIECE) {
            return flat;
        }
        var sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(flat);
        int end = sentences.preceding(LONGEST_PIECE + 1);
        return end > 0 ? flat.substring(0, end).strip() : cut(flat, LONGEST_PIECE);
    }

    /** Never half a surrogate pair. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
