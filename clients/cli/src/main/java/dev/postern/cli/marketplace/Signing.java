// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import dev.postern.cli.Failure;
import dev.postern.cli.signing.SigningKey;

/**
 * How a catalogue is signed.
 *
 * @param key of the marketplace
 * @param days how long it is believed from now on
 */
public record Signing(SigningKey key, long days) {
    /** How long one is believed that says nothing else. */
    public static final int DAYS = 365;

    /** The longest: who has an old one may serve it so long. */
    public static final int MAX_DAYS = 3_650;

    /** SHA-256 of the public key, hex. */
    public String digest() throws Failure {
        return signer().digest();
    }

    CatalogueSigner signer() {
        return new CatalogueSigner(key);
    }

    Instant expires(Instant issued) {
        return issued.plus(days, ChronoUnit.DAYS);
    }
}
