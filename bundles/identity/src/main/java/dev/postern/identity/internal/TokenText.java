// SPDX-License-Identifier: Apache-2.0
package dev.postern.identity.internal;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * A token as its holder has it: {@code pst_<public part>_<256 random bits in base64url>}. The prefix lets scanners find
 * leaked ones; the public part names the row, so that one hash is enough to check it.
 *
 * @param id the token's public id, {@code k_…}
 * @param text all of it: a secret
 */
record TokenText(String id, String text) {
    private static final String PREFIX = "pst_";
    private static final String ID_PREFIX = "k_";
    private static final int MAX_LENGTH = 128;

    /** A new one for the id. */
    static TokenText random(String id, SecureRandom random) {
        return new TokenText(id, PREFIX + id.substring(ID_PREFIX.length()) + '_' + Secret.random(random));
    }

    /** Reads what somebody sent; empty for what was never one of ours. */
    static Optional<TokenText> of(String sent) {
        if (!sent.startsWith(PREFIX) || sent.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int end = sent.indexOf('_', PREFIX.length());
        return end < 0
                ? Optional.empty()
                : Optional.of(new TokenText(ID_PREFIX + sent.substring(PREFIX.length(), end), sent));
    }

    /** What is kept of it. */
    String hash() {
        return Secret.hash(text);
    }

    /** Not the secret. */
    @Override
    public String toString() {
        return id;
    }
}
