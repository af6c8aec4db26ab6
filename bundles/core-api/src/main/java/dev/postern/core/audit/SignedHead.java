// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * A head with a signature (Ed25519, RFC 8032): kept where the gateway cannot reach it, it shows later whether the chain up
 * to it was changed or cut. The signature is over the canonical JSON of the other members.
 *
 * @param head the end of the chain
 * @param at when it was signed
 * @param key which key signed, see {@link #keyId}
 * @param signature base64
 */
public record SignedHead(AuditHead head, Instant at, String key, String signature) {
    private static final String ALGORITHM = "Ed25519";

    /** Signs. */
    public static SignedHead sign(AuditHead head, Instant at, PublicKey key, PrivateKey secret) {
        try {
            var id = keyId(key);
            var signer = Signature.getInstance(ALGORITHM);
            signer.initSign(secret);
            signer.update(signed(head, at, id));
            return new SignedHead(head, at, id, Base64.getEncoder().encodeToString(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a head cannot be signed: " + e.getMessage(), e);
        }
    }

    /** Whether the key's owner signed it. */
    public boolean isSignedBy(PublicKey publicKey) {
        try {
            var verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(publicKey);
            verifier.update(signed(head, at, key));
            return key.equals(keyId(publicKey)) && verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            return false;
        }
    }

    /** A key's id: the first 16 digits of SHA-256 over its encoding (X.509), hex. */
    public static String keyId(PublicKey key) {
        return AuditChain.hashOf(Base64.getEncoder().encodeToString(key.getEncoded())).substring(0, 16);
    }

    /** One line of JSON. */
    public String line() {
        return members(head, at, key).put("signature", signature).build().canonical();
    }

    /** Reads a line; empty for what is none. */
    public static Optional<SignedHead> read(String line) {
        try {
            if (JsonValue.parse(line) instanceof JsonObject object) {
                return Optional.of(new SignedHead(
                        new AuditHead(object.text("chain").orElseThrow(), object.integer("seq").orElseThrow(),
                                object.text("hash").orElseThrow()),
                        Instant.parse(object.text("at").orElseThrow()), object.text("key").orElseThrow(),
                        object.text("signature").orElseThrow()));
            }
        } catch (JsonFormatException | RuntimeException damaged) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static byte[] signed(AuditHead head, Instant at, String key) {
        return members(head, at, key).build().canonical().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject.Builder members(AuditHead head, Instant at, String key) {
        return JsonObject.builder()
                .put("at", at.toString())
                .put("chain", head.chain())
                .put("hash", head.hash())
                .put("key", key)
                .put("seq", head.seq());
    }
}
