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

    /** The text of RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16 code units. Fit for digests. */
    default String canonical() {
        return JsonText.of(this, true);
    }
}
