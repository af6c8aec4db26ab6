// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * Breaks a reply that comes in pieces into rows as wide as the screen, between words where there are any. What is given out
 * stays as it is; the row that is not full yet can be looked at. Widths are those of a terminal's columns.
 */
final class Rows {
    /** Marks that take no room, one on the other without end, fill a row all the same. */
    private static final int MOST_A_COLUMN = 8;

    private final Widths widths;
    private final StringBuilder row = new StringBuilder();
    private int width;

    /** How many columns a character takes. */
    @FunctionalInterface
    interface Widths {
        /** 0 for marks, 2 for wide ones; less than 0 for what has none. */
        int of(int codePoint);
    }

    Rows(Widths widths) {
        this.widths = widths;
    }

    /** Takes a piece and gives the rows that are full. */
    List<String> take(String text, int columns) {
        var full = new ArrayList<String>();
        int most = Math.max(8, columns - 1);
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\n') {
                full.add(rest());
                continue;
            }
            int wide = Math.max(0, widths.of(c));
            if (width + wide > most || row.length() > MOST_A_COLUMN * most) {
                full.add(broken());
                if (c == ' ' && row.isEmpty()) {
                    continue;
                }
            }
            row.appendCodePoint(c);
            width += wide;
        }
        return full;
    }

    /** The row that is not full. */
    String row() {
        return row.toString();
    }

    /** The same, and begins another. */
    String rest() {
        var all = row.toString();
        row.setLength(0);
        width = 0;
        return all;
    }

    /** The full row up to its last space, or all of it; what follows begins the next. */
    private String broken() {
        int space = row.lastIndexOf(" ");
        // a word longer than half a row is not worth a gap
        if (space < row.length() / 2) {
            return rest();
        }
        var word = row.substring(space + 1);
        row.setLength(space);
        var full = rest();
        row.append(word);
        width = width(word);
        return full;
    }

    private int width(String text) {
        return text.codePoints().map(c -> Math.max(0, widths.of(c))).sum();
    }

    /** A line in rows, all of it. */
    static List<String> of(String line, int columns, Widths widths) {
        var rows = new Rows(widths);
        var all = new ArrayList<>(rows.take(line, columns));
        if (!rows.row.isEmpty() || all.isEmpty()) {
            all.add(rows.rest());
        }
        return all;
    }

    /** A line's beginning that fits one row. */
    static String cut(String line, int columns, Widths widths) {
        int room = Math.max(8, columns - 1);
        int used = 0;
        for (int i = 0; i < line.length();) {
            int c = line.codePointAt(i);
            used += Math.max(0, widths.of(c));
            if (used > room) {
                return line.substring(0, fits(line, room - 1, widths)) + "…";
            }
            i += Character.charCount(c);
        }
        return line;
    }

    private static int fits(String line, int room, Widths widths) {
        int used = 0;
        int i = 0;
        while (i < line.length()) {
            int c = line.codePointAt(i);
            used += Math.max(0, widths.of(c));
            if (used > room) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }
}
