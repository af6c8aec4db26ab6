// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A JSON value, immutable and safe for use by any thread.
 *
 * <p>{@link #toString()} of every value is its JSON text without insignificant white space; members keep the order they
 * were given in, and whole numbers beyond ±(2^53−1) have an exponent. {@link #canonical()} is the text as RFC 8785 has it:
 * for digests, not to be read again.
 *
 * <p>Numbers are those of I-JSON (RFC 7493): IEEE 754 doubles, of which integers are exact up to ±(2^53−1).
 */
@ProviderType
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

    /**
     * Reads one JSON text, and refuses what peers could read differently: two members of one name, nesting beyond 64, lone
     * surrogates, integers beyond ±(2^53−1), numbers beyond double, a byte order mark, anything after the value. What
     * {@link #toString()} wrote is read as the same value.
     *
     * @param text all of it
     * @throws JsonFormatException what is wrong, and where
     */
    static JsonValue parse(String text) throws JsonFormatException {
        return JsonParser.parse(text, Integer.MAX_VALUE);
    }

    /**
     * The same, of what somebody sent: a value takes many times the memory of its shortest text, so that a limit in bytes
     * alone bounds it badly.
     *
     * @param text all of it
     * @param mostValues how many values it may hold, itself and all within it
     * @throws JsonFormatException what is wrong, and where; also when it holds more
     */
    static JsonValue parse(String text, int mostValues) throws JsonFormatException {
        return JsonParser.parse(text, mostValues);
    }

    /** The text of RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16 code units. Fit for digests. */
    default String canonical() {
        return JsonText.of(this, true);
    }
}
