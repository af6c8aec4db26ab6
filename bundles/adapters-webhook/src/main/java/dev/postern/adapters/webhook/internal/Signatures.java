// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 as Standard Webhooks and GitHub use it. */
final class Signatures {
    private static final String PREFIX = "whsec_";

    private Signatures() {}

    /**
     * The key in a Standard Webhooks secret.
     *
     * @throws IllegalArgumentException when it is none; the message does not tell it
     */
    static byte[] key(String secret) {
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a Standard Webhooks secret begins with " + PREFIX);
        }
        try {
            byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            if (key.length == 0) {
                throw new IllegalArgumentException("a Standard Webhooks secret holds a key");
            }
            return key;
        } catch (IllegalArgumentException malformed) {
            // its own message would show a piece of the secret
            throw new IllegalArgumentException("a Standard Webhooks secret is " + PREFIX + " and base64");
        }
    }

    /** {@code v1,<base64>} over {@code id.timestamp.body}. */
    static String standard(byte[] key, String id, String timestamp, byte[] body) {
        Mac mac = mac(key);
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    /** {@code sha256=<hex>} over the body. */
    static String github(byte[] key, byte[] body) {
        return "sha256=" + HexFormat.of().formatHex(mac(key).doFinal(body));
    }

    /** Compares in constant time. */
    static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }
}
