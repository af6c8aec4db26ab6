// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

/**
 * A JSON number: a finite double (RFC 7493, section 2.2). Negative zero becomes zero, so that equal numbers have equal
 * texts.
 *
 * @param value its value
 */
public record JsonNumber(double value) implements JsonValue {

    /** The largest whole number that JSON peers can exchange exactly: 2^53−1. */
    public static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    /** Refuses NaN and infinities, which JSON cannot express. */
    public JsonNumber {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no number " + value);
        }
        value = value == 0 ? 0 : value;
    }

    /** A whole number; refuses one beyond ±(2^53−1). */
    public static JsonNumber of(long value) {
        if (Math.abs(value) > MAX_SAFE_INTEGER) {
            throw new IllegalArgumentException(value + " is beyond ±(2^53−1); use a string");
        }
        return new JsonNumber(value);
    }

    /** Whether this is a whole number within ±(2^53−1). */
    public boolean isInteger() {
        return Math.rint(value) == value && Math.abs(value) <= MAX_SAFE_INTEGER;
    }

    /** The whole number; refuses one that {@link #isInteger()} denies. */
    public long toLong() {
        if (!isInteger()) {
            throw new ArithmeticException(this + " is no whole number within ±(2^53−1)");
        }
        return (long) value;
    }

    @Override
    public String toString() {
        return JsonText.of(this, false);
    }
}
