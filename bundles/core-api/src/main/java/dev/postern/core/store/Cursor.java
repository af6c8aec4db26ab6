// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.util.OptionalLong;

/** Positions as clients see them: opaque texts. */
public final class Cursor {
    private static final String PREFIX = "j1-";

    private Cursor() {}

    /** The cursor that stands after the position. */
    public static String of(long position) {
        return PREFIX + Long.toString(position, 36);
    }

    /** The position; empty for what no gateway gave out. */
    public static OptionalLong position(String cursor) {
        if (!cursor.startsWith(PREFIX) || cursor.length() > PREFIX.length() + 13) {
            return OptionalLong.empty();
        }
        try {
            long position = Long.parseLong(cursor.substring(PREFIX.length()), 36);
            return position >= 0 && of(position).equals(cursor) ? OptionalLong.of(position) : OptionalLong.empty();
        } catch (NumberFormatException notOurs) {
            return OptionalLong.empty();
        }
    }
}
