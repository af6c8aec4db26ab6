// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.home.SecretFile;

/**
 * Digests by the key in {@code secrets/digest.key}, 256 random bits that are made on the first start. Whoever loses the
 * file can no longer show that a payload is the one a digest was made of, and direct calls that wait for a word, which are
 * kept under a key derived from it, can no longer run. All else stays.
 */
final class HomeKey implements KeyedDigest {
    static final String FILE = "digest.key";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final Mac keyed;

    private HomeKey(byte[] key) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** The home's key, which is made where there is none. */
    static HomeKey of(Path secrets) throws IOException {
        var file = secrets.resolve(FILE);
        if (!Files.exists(file)) {
            var fresh = new byte[BYTES];
            new SecureRandom().nextBytes(fresh);
            SecretFile.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(fresh));
        }
        return new HomeKey(read(file));
    }

    private static byte[] read(Path file) throws IOException {
        byte[] key;
        try {
            key = Base64.getUrlDecoder().decode(Files.readString(file).strip());
        } catch (IllegalArgumentException damaged) {
            throw new IOException(file + " is damaged: put it back from a backup", damaged);
        }
        if (key.length != BYTES) {
            throw new IOException(file + " is damaged: put it back from a backup");
        }
        return key;
    }

    @Override
    public String of(String text) {
        try {
            // a copy keeps the key's schedule and is used by this thread alone
            var mac = (Mac) keyed.clone();
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's own " + ALGORITHM + " can be copied", e);
        }
    }
}
