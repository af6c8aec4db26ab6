// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.id;

import java.security.SecureRandom;

/**
 * Identifiers: a prefix, 48 bits of milliseconds and 80 random bits as in a ULID, in Crockford's base 32 in lower case.
 * They sort by time, strictly so within one instance.
 */
public final class Ids {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private final SecureRandom random = new SecureRandom();
    private long lastMillis;
    private long high;
    private long low;

    /** A new identifier such as {@code t_01jd…}. */
    public synchronized String next(String prefix) {
        long millis = System.currentTimeMillis();
        if (millis > lastMillis) {
            lastMillis = millis;
            high = random.nextLong() & 0x7FFFFFFFFFL;
            low = random.nextLong() & 0xFFFFFFFFFFL;
        } else if (++low > 0xFFFFFFFFFFL) {
            low = 0;
            high++;
        }
        var text = new StringBuilder(prefix.length() + 27).append(prefix).append('_');
        append(text, lastMillis, 50);
        append(text, high, 40);
        append(text, low, 40);
        return text.toString();
    }

    private static void append(StringBuilder text, long value, int bits) {
        for (int shift = bits - 5; shift >= 0; shift -= 5) {
            text.append(ALPHABET[(int) (value >>> shift) & 31]);
        }
    }
}
