// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.security.SecureRandom;
import java.util.Base64;

import dev.postern.core.hash.Sha256;

/** What is given out once and kept as a hash. */
final class Secret {
    private static final int BYTES = 32;

    private Secret() {}

    /** 256 random bits in base64url. */
    static String random(SecureRandom random) {
        var secret = new byte[BYTES];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** What is kept of it: SHA-256 in hex. No salt or stretching: 256 random bits cannot be guessed. */
    static String hash(String text) {
        return Sha256.hex(text);
    }
}
